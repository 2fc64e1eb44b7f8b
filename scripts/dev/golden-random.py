#!/usr/bin/env python3
"""The expected numbers of Tests/TensorsTests/Random, from a second writing of the algorithms.

Run: python3 scripts/dev/golden-random.py   (needs nothing but Python; prints Swift literals)
"""
from statistics import NormalDist

MASK = 0xFFFFFFFF


def philox(counter, key):
    (x0, x1, x2, x3), (k0, k1) = counter, key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * x0, 0xCD9E8D57 * x2
        x0, x1, x2, x3 = (p1 >> 32) ^ x1 ^ k0, p1 & MASK, (p0 >> 32) ^ x3 ^ k1, p0 & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return [x0, x1, x2, x3]


class Stream:
    def __init__(self, seed, name):
        number = 0xCBF29CE484222325
        for byte in name.encode():
            number = ((number ^ byte) * 0x100000001B3) % 2**64
        self.key, self.stream, self.words = (seed & MASK, seed >> 32), number, 0

    def word(self):
        block, lane = divmod(self.words, 4)
        self.words += 1
        counter = (block & MASK, block >> 32, self.stream & MASK, self.stream >> 32)
        return philox(counter, self.key)[lane]

    def below(self, bound):
        bits = 32 if bound < 2**32 else 64
        while True:
            word = self.word() if bits == 32 else self.word() | self.word() << 32
            product = word * bound
            if product % 2**bits >= 2**bits % bound:
                return product >> bits

    def permutation(self, n):
        numbers = list(range(n))
        for place in range(n - 1):
            other = place + self.below(n - place)
            numbers[place], numbers[other] = numbers[other], numbers[place]
        return numbers


def stream():
    return Stream(2**63 + 7, "shuffle")


rng = stream()
print("words       ", ", ".join(f"0x{rng.word():08X}" for _ in range(9)))
rng = stream()
print("uniform     ", ", ".join(f"0x{rng.word() >> 8:06X}" for _ in range(4)), "(times 2^-24)")
rng = stream()
print("normal      ", ", ".join(repr(NormalDist().inv_cdf((rng.word() + 0.5) / 2**32)) for _ in range(6)))
rng = stream()
print("below       ", ", ".join(str(rng.below(n)) for n in (10, 1000, 3_000_000_000, 2**32, 2**40 + 1, 2**62 + 1)),
      "then at word", rng.words)
rng = stream()
print("permutation ", rng.permutation(12))
print("quantiles   ", ", ".join(f"({p!r}, {NormalDist().inv_cdf(p)!r})" for p in
                                (2**-33, 1e-6, 0.01, 0.07499, 0.07501, 0.3, 0.5, 0.9, 0.999999, 1 - 2**-33)))
