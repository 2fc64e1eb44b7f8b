#!/usr/bin/env python3
"""Makes small files in the published forms of data sets, and what NumPy, SciPy, h5py and Pillow read from
them: fixtures for the readers' tests.

Run: python3 scripts/dev/golden-datasets.py   (needs numpy, scipy, h5py, pillow; rewrites the fixtures)

Pixels follow a rule instead of being stored: image n, channel c, row y, column x has
(7 n + 31 c + 5 y + 3 x + x y) mod 256, so that any two axes that are swapped show.
"""
import bz2
import io
import json
import pathlib
import shutil
import zlib

import h5py
import numpy
import scipy.io
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

root = pathlib.Path(__file__).resolve().parents[2]
out = root / "Tests/ActiveLearningTests/Fixtures/datasets"
shutil.rmtree(out, ignore_errors=True)
out.mkdir(parents=True)


def rule(count, channels, height, width):
    n, c, y, x = numpy.ogrid[:count, :channels, :height, :width]
    return ((7 * n + 31 * c + 5 * y + 3 * x + x * y) % 256).astype(numpy.uint8)


# --- Arrays -----------------------------------------------------------------------------------------

# SVHN's form, as SciPy writes MATLAB 5 files, packed and not: X [h, w, c, n], y [n, 1] where 10 means 0.
digits = rule(3, 3, 32, 32).transpose(2, 3, 1, 0)
for name, packed in (("svhn.mat", True), ("svhn-plain.mat", False)):
    scipy.io.savemat(out / name, {"X": digits, "y": numpy.array([[1], [10], [9]], numpy.uint8)},
                     do_compression=packed)
scipy.io.savemat(out / "svhn-doubles.mat", {"X": digits, "y": numpy.array([[1.0], [10.0], [9.0]])},
                 do_compression=True)
scipy.io.savemat(out / "svhn-int64.mat", {"X": digits, "y": numpy.array([[1], [10], [9]], numpy.int64)},
                 do_compression=True)
scipy.io.savemat(out / "other.mat", {"pictures": digits[:2, :2], "y": numpy.array([[1.0]])})
scipy.io.savemat(out / "floats.mat", {"X": digits[..., :1] / 255.0, "y": numpy.array([[1.0]])},
                 do_compression=True)

# USPS as an HDF5 file of chunked, packed floats in [0, 1], and as LIBSVM text in [-1, 1].
grey = rule(5, 1, 16, 16)[:, 0]
thousandths = numpy.round(grey / 255.0 * 2000) / 2000
labels = numpy.array([3, 0, 9, 9, 1], numpy.int32)
with h5py.File(out / "usps.h5", "w") as file:
    for split, rows in (("train", slice(0, 3)), ("test", slice(3, 5))):
        group = file.create_group(split)
        group.create_dataset("data", data=thousandths[rows].reshape(-1, 256).astype("<f4"),
                             compression="gzip", chunks=(1, 64))
        group.create_dataset("target", data=labels[rows], compression="gzip")
for name, rows in (("usps.bz2", slice(0, 3)), ("usps.t.bz2", slice(3, 5))):
    lines = []
    for label, image in zip(labels[rows], thousandths[rows].reshape(-1, 256)):
        values = numpy.round(image * 2 - 1, 3)
        cells = [f"{i + 1}:{v:g}" for i, v in enumerate(values) if v != 0]
        lines.append(f"{label + 1} " + " ".join(cells) + " ")
    (out / name).write_bytes(bz2.compress(("\n".join(lines) + "\n").encode()))

# MedMNIST's form, packed and stored, grey and in colour.
colour = rule(6, 3, 28, 28).transpose(0, 2, 3, 1)
for name, save, images in (("medmnist.npz", numpy.savez_compressed, colour),
                           ("medmnist-grey.npz", numpy.savez, colour[..., 0])):
    save(out / name, train_images=images[:3], train_labels=numpy.array([[0], [2], [1]], numpy.uint8),
         val_images=images[3:4], val_labels=numpy.array([[2]], numpy.uint8),
         test_images=images[4:], test_labels=numpy.array([[1], [0]], numpy.uint8))
numpy.save(out / "images.npy", colour[:2])
numpy.save(out / "labels.npy", numpy.array([4, 1], numpy.int64))

# --- Images ---------------------------------------------------------------------------------------

folder = out / "images"
folder.mkdir()
height, width = 37, 53
y, x = numpy.mgrid[:height, :width]
# Smooth enough for JPEG to be kept, with an edge and no symmetry.
scene = numpy.stack([128 + 100 * numpy.sin(x / 7 + y / 11), 40 + 3.5 * x, 255 - 5.5 * y], -1)
scene[10:20, 30:45] = (250, 30, 60)
scene = numpy.clip(scene, 0, 255).astype(numpy.uint8)
colour = Image.fromarray(scene)
grey = colour.convert("L")
golden = {}


def keep(name, image, decoded, **options):
    """Writes an image file; `decoded`: the same image as Pillow decodes it, for the golden values."""
    path = folder / name
    image.save(path, **options)
    # Weights that differ from pixel to pixel: a hash that says where, for exact comparisons a checksum.
    pixels = numpy.asarray(decoded(Image.open(path)))
    planes = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    golden[name] = {"shape": list(planes.shape), "crc": zlib.crc32(planes.tobytes()),
                    "mean": planes.mean((1, 2)).tolist(), "first": planes[:, 0, :4].ravel().tolist()}


def rgb(image):
    return image.convert("RGB")


def on_white(image):
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


keep("colour.jpg", colour, rgb, quality=90)
keep("full.jpg", colour, rgb, quality=95, subsampling=0)
keep("progressive.jpg", colour, rgb, quality=80, progressive=True)
keep("grey.jpg", grey, lambda image: image.convert("L"), quality=90)
keep("ink.jpg", colour.convert("CMYK"), rgb, quality=95)
keep("colour.png", colour, rgb)
keep("grey.png", grey, lambda image: image.convert("L"))
keep("bits.png", grey.point(lambda v: 255 * (v > 127)).convert("1"), lambda image: image.convert("L"))
keep("palette.png", colour.quantize(64), rgb)
alpha = Image.fromarray((x * 255 // (width - 1)).astype(numpy.uint8))
clear = colour.copy()
clear.putalpha(alpha)
keep("clear.png", clear, on_white)
veiled = Image.merge("LA", (grey, alpha))
keep("veiled.png", veiled, lambda image: on_white(image).convert("L"))
few = colour.quantize(16)
few.info["transparency"] = 3
keep("palette-clear.png", few, on_white, transparency=3)
for turn in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = turn
    keep(f"turned-{turn}.jpg", colour, lambda image: rgb(ImageOps.exif_transpose(image)), quality=90,
         exif=exif)
    if turn == 6:
        keep("turned-6.png", colour, lambda image: rgb(ImageOps.exif_transpose(image)), exif=exif)


def png16(name, array):
    """A PNG of 16 bits a channel, which Pillow does not write in colour."""
    import struct
    kind = 0 if array.ndim == 2 else 2
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in array)

    def chunk(tag, data):
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

    head = struct.pack(">IIBBBBB", array.shape[1], array.shape[0], 16, kind, 0, 0, 0)
    (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) +
                                  chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    # 16 bits to 8 is division by 257, rounded.
    eight = ((array.astype(numpy.int64) * 255 + 32895) >> 16).astype(numpy.uint8)
    planes = eight[None] if eight.ndim == 2 else eight.transpose(2, 0, 1)
    golden[name] = {"shape": list(planes.shape), "crc": zlib.crc32(planes.tobytes()),
                    "mean": planes.mean((1, 2)).tolist(), "first": planes[:, 0, :4].ravel().tolist()}


deep = scene.astype(numpy.uint16) * 257 + ((x * 7 + y * 13) % 200 - 100).astype(numpy.int16)[..., None]
deep = numpy.clip(deep.astype(numpy.int32), 0, 65535).astype(numpy.uint16)
png16("deep.png", deep)
png16("deep-grey.png", deep[..., 1].copy())

# --- Formats ----------------------------------------------------------------------------------------

# Small images whose pixels follow a rule, in every format that keeps them: red 30 x, green 50 y,
# blue 255 - 30 x.
y, x = numpy.mgrid[:5, :7]
small = numpy.stack([30 * x, 50 * y, 255 - 30 * x], -1).astype(numpy.uint8)
rules = Image.fromarray(small)
rules.save(folder / "rule.bmp")
rules.save(folder / "rule.ppm")
rules.save(folder / "rule.webp", lossless=True)
rules.save(folder / "rule.tif", compression="tiff_lzw")
rules.save(folder / "rule-pages.tif", save_all=True, append_images=[rules.rotate(180)],
           compression="tiff_adobe_deflate")
rules.save(folder / "rule-turned.tif", tiffinfo={274: 3})
exif = Image.Exif()
exif[274] = 3
rules.save(folder / "rule-turned.webp", lossless=True, exif=exif)
rules.save(folder / "rule-moving.webp", lossless=True, save_all=True, append_images=[rules.rotate(180)])
rules.quantize(64).save(folder / "rule.gif")
rules.quantize(64).save(folder / "rule-moving.gif", save_all=True, append_images=[rules.rotate(180)])
Image.fromarray(257 * small[..., 1].astype(numpy.uint16)).save(folder / "rule-deep.tif")
Image.fromarray(small[..., 1]).save(folder / "rule.pgm")
packet = ('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="3"/></x:xmpmeta>')
text = PngInfo()
text.add_itxt("XML:com.adobe.xmp", packet)
rules.save(folder / "rule-xmp.png", pnginfo=text)

# --- Resampling -------------------------------------------------------------------------------------

resized = []
for w, h, box in ((16, 16, None), (53, 20, None), (20, 37, None), (100, 80, None), (7, 5, None),
                  (16, 16, (8.0, 0.0, 45.0, 37.0)), (9, 12, (3.25, 1.5, 40.75, 30.125)), (1, 1, None)):
    made = numpy.asarray(colour.resize((w, h), Image.BILINEAR, box=box)).transpose(2, 0, 1)
    resized.append({"width": w, "height": h, "box": list(box or (0, 0, width, height)),
                    "crc": zlib.crc32(made.tobytes()), "first": made[:, 0, :3].ravel().tolist()})

big = Image.fromarray(numpy.tile(scene, (16, 16, 1))[:512, :512])
big.save(folder / "big.jpg", quality=90)
loaded = numpy.asarray(rgb(Image.open(folder / "big.jpg")).resize((32, 32), Image.BILINEAR))
reduced = loaded.transpose(2, 0, 1)

(out / "images.json").write_text(json.dumps(
    {"decoded": golden, "resized": resized, "reduced": reduced.ravel().tolist()}, indent=1))
total = sum(f.stat().st_size for f in out.rglob("*") if f.is_file())
print(f"{total} bytes in {out}")
