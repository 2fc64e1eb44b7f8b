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
