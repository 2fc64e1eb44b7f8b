"""Numbers that Crescent computes, too, so that both sides of a comparison start from the same
weights and images; Sources/Bench/Rule.swift is the same rule."""
import math

import numpy as np
import torch


def numbers(name, count):
    """Numbers in -1..<1, the same for the same name (FNV-1a, then mixed with the place)."""
    start = 2166136261
    for byte in name.encode():
        start = (start ^ byte) * 16777619 % 2**32
    x = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(start)
    x = (x ^ (x >> 16)) * np.uint32(2246822519)
    x = (x ^ (x >> 13)) * np.uint32(3266489917)
    x ^= x >> 16
    return (x >> 8).astype(np.float32) / np.float32(8388608) - np.float32(1)


def images(*shape):
    return torch.from_numpy((numbers("images", math.prod(shape)) + 1) / 2).reshape(shape)


def labels(count):
    return (torch.arange(count) * 7 + 3) % 10


@torch.no_grad()
def fill(network):
    for name, tensor in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        u = torch.from_numpy(numbers(name, tensor.numel())).reshape(tensor.shape)
        last = name.split(".")[-1]
        if last == "running_var":
            value = 1 + 0.5 * u
        elif last == "weight" and tensor.dim() == 1:
            value = 1 + 0.2 * u
        elif last == "weight":
            value = math.sqrt(6 / math.prod(tensor.shape[1:])) * u
        else:
            value = 0.1 * u
        tensor.copy_(value)
