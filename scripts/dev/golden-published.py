#!/usr/bin/env python3
"""What NumPy, h5py and Pillow read from the published files of data sets: number of images, CRC-32 of all
pixels (train, then validation, then test; channel by channel), and of all classes as bytes.

Run: python3 scripts/dev/golden-published.py ROOT   (needs numpy, h5py, pillow; ROOT as CRESCENT_DATASETS)
The numbers stand in Tests/ActiveLearningTests/Data/PublishedDataTests.swift.
"""
import pathlib
import sys
import zlib

import h5py
import numpy
from PIL import Image

root = pathlib.Path(sys.argv[1])


def tell(name, images, labels):
    crc = 0
    count = 0
    for image in images:
        crc = zlib.crc32(image.tobytes(), crc)
        count += 1
    print(f'("{name}", {count}, 0x{crc:08X}, 0x{zlib.crc32(bytes(labels)):08X}),')


def image(path):
    return numpy.asarray(Image.open(path).convert("RGB")).transpose(2, 0, 1)


def cifar10():
    folder = root / "cifar10/cifar-10-batches-bin"
    names = [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]
    data = numpy.concatenate([numpy.fromfile(folder / n, numpy.uint8).reshape(-1, 3073) for n in names])
    tell("cifar10", data[:, 1:].copy(), data[:, 0].tolist())


def usps():
    with h5py.File(root / "usps/usps.h5") as file:
        images = numpy.concatenate([file[s]["data"][:] for s in ("train", "test")])
        labels = numpy.concatenate([file[s]["target"][:] for s in ("train", "test")])
    # Half away from zero, as Swift rounds.
    tell("usps", numpy.floor(images * numpy.float32(255) + numpy.float32(0.5)).astype(numpy.uint8),
         labels.tolist())


def eurosat():
    folder = root / "eurosat/EuroSAT_RGB"
    classes = sorted(p.name for p in folder.iterdir())
    files = [(c, f) for c, name in enumerate(classes) for f in sorted((folder / name).glob("*.jpg"))]
    tell("eurosat", (image(f) for _, f in files), [c for c, _ in files])


def tiny():
    folder = next((root / "tiny-imagenet").glob("tiny-imagenet-*"))
    ids = (folder / "wnids.txt").read_text().split()
    # Classes are read in the order of their folders' names, numbered in that of wnids.txt.
    files = [(ids.index(i), f) for i in sorted(ids) for f in sorted((folder / "train" / i / "images").glob("*.JPEG"))]
    for line in (folder / "val/val_annotations.txt").read_text().splitlines():
        name, i = line.split("\t")[:2]
        files.append((ids.index(i), folder / "val/images" / name))
    tell("tiny-imagenet", (image(f) for _, f in files), [c for c, _ in files])


cifar10()
usps()
eurosat()
tiny()
