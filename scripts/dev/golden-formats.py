#!/usr/bin/env python3
"""Makes the fixture files of the file formats: what other programs write, for our readers to read and
our writers to match byte for byte.

Run: python3 scripts/dev/golden-formats.py   (needs numpy and safetensors; rewrites the fixtures)
"""
import gzip
import pathlib

root = pathlib.Path(__file__).resolve().parents[2]
active = root / "Tests/ActiveLearningTests/Fixtures"

labels = bytes([0, 0, 8, 1, 0, 0, 0, 10, 7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
(active / "labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels, mtime=0))

# Arrays whose every bit matters: negative zero, a subnormal, the extremes, infinities, and a NaN with a payload.
import numpy
from safetensors.numpy import save

tensors = root / "Tests/TensorsTests/Fixtures"
bits = [0x3F800000, 0x80000000, 0x00000001, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FC12345, 0x3EAAAAAB,
        0xC2F6E979, 0x00800000, 0x3DCCCCCD, 0xBF000000]
exact = numpy.array(bits, dtype=numpy.uint32).view(numpy.float32)


def npy(name, array):
    numpy.save(tensors / f"{name}.npy", array)


npy("exact-3x4", exact.reshape(3, 4))
npy("exact-12", exact)
npy("scalar", numpy.float32(0.1))
npy("empty-0x3", numpy.zeros((0, 3), numpy.float32))
counting = numpy.arange(24).reshape(2, 3, 4) - 7
npy("fortran-2x3x4", numpy.asfortranarray(counting.astype(numpy.float32)))
for kind in ("b1", "i1", "u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8",
             ">i2", ">i4", ">i8", ">f2", ">f4", ">f8"):
    # Unsigned and boolean types hold the same numbers wrapped; `expected` is NumPy's own conversion.
    npy("type-" + kind.replace("<", "little-").replace(">", "big-"), counting.astype(kind))
with open(tensors / "version-2.npy", "wb") as file:
    numpy.lib.format.write_array(file, exact.reshape(3, 4), version=(2, 0))

(tensors / "exact.safetensors").write_bytes(save(
    {"weight": exact.reshape(3, 4), "bias": exact[:3].copy(), "ä \"quoted\"\n": exact[3:4].copy(),
     "scalar": numpy.array(exact[7])},
    metadata={"format": "crescent"}))
(tensors / "types.safetensors").write_bytes(save(
    {kind: numpy.array([0, 1, 2, 100]).astype(kind)
     for kind in ("bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
                  "float16", "float32", "float64")}))
