"""Makes folders of images as a camera leaves them, from those of a data set.

Run:  python own_images.py SOURCE FOLDER [--count 2000]     (needs Pillow and NumPy)
      python own_images.py --million FOLDER
SOURCE is a folder per class of small images, such as eurosat/EuroSAT_RGB. Each becomes 640×480 with
grain: nine of ten a JPEG of quality 90, every tenth a PNG; every fourth is stored turned, as a camera
that was held upright does, with an EXIF note that says so. With --million, 1,000,000 PNG files of
32×32 in ten classes, which are names of 500 different ones.
"""
import argparse, os, pathlib

import numpy
from PIL import Image


def own(source, folder, count):
    classes = sorted(path for path in source.iterdir() if path.is_dir())
    files = [sorted(path.iterdir()) for path in classes]
    rng = numpy.random.default_rng(1)
    for number in range(count):
        of = number % len(classes)
        small = Image.open(files[of][number // len(classes) % len(files[of])]).convert("RGB")
        large = numpy.asarray(small.resize((640, 480), Image.BICUBIC), dtype=numpy.int16)
        grain = rng.integers(-6, 7, large.shape[:2] + (1,), dtype=numpy.int16)
        image = Image.fromarray((large + grain).clip(0, 255).astype(numpy.uint8))
        exif = Image.Exif()
        if number % 4 == 3:
            image, exif[0x0112] = image.transpose(Image.Transpose.ROTATE_90), 6
        path = folder / classes[of].name
        path.mkdir(parents=True, exist_ok=True)
        if number % 10 == 9:
            image.save(path / f"{number:05}.png", exif=exif)
        else:
            image.save(path / f"{number:05}.jpg", quality=90, exif=exif)


def million(folder, count=1_000_000, different=500):
    rng = numpy.random.default_rng(1)
    hidden = folder / ".originals"
    hidden.mkdir(parents=True)
    originals = []
    for number in range(different):
        small = Image.fromarray(rng.integers(0, 256, (8, 8, 3), dtype=numpy.uint8))
        originals.append(hidden / f"{number}.png")
        small.resize((32, 32), Image.BICUBIC).save(originals[-1])
    for number in range(count):
        path = folder / f"class {number % 10}" / f"{number // 10000:02}"
        if number % 10000 < 10:
            path.mkdir(parents=True)
        # A file may have 65,000 names.
        os.link(originals[number % different], path / f"{number:07}.png")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("source", type=pathlib.Path, nargs="?", help="a folder per class of images")
    p.add_argument("folder", type=pathlib.Path, help="where the new ones go")
    p.add_argument("--count", type=int, default=2000)
    p.add_argument("--million", action="store_true")
    o = p.parse_args()
    if o.million:
        million(o.folder)
    else:
        own(o.source, o.folder, o.count)
