#!/usr/bin/env python3
"""The coefficients of the error function in Sources/CKernels/elementwise/activations.c.

Fits erf(x) = x · P(x²) / Q(x²), degrees 5 and 5, on [0, 3.92], beyond which erf is 1 in single
precision: least squares of P − Q · erf(x) / x, weighted again and again by the relative error
(Lawson 1961) until that is level. Prints the error of the fit, the error in single precision, and
the coefficients from the constant term on. Needs NumPy and SciPy.

    python3 scripts/dev/fit-erf.py
"""

import numpy as np
from scipy.special import erf

END, DEGREE, POINTS = 3.92, 5, 6000

x = np.maximum(END * (1 - np.cos(np.pi * (np.arange(POINTS) + 0.5) / POINTS)) / 2, 1e-4)
u = (x / END) ** 2
ratio = erf(x) / x
powers = np.stack([u**i for i in range(DEGREE + 1)], 1)
weights, denominator = np.ones_like(x), np.ones_like(x)
best = np.inf
for _ in range(400):
    scale = np.sqrt(weights) / (ratio * denominator)
    system = np.concatenate([powers, -ratio[:, None] * powers[:, 1:]], 1) * scale[:, None]
    solution = np.linalg.lstsq(system, ratio * scale, rcond=None)[0]
    p, q = solution[: DEGREE + 1], np.concatenate([[1], solution[DEGREE + 1 :]])
    denominator = powers @ q
    error = abs(powers @ p / denominator / ratio - 1)
    if error.max() < best:
        best = error.max()
        fitted = [c / END ** (2 * np.arange(DEGREE + 1)) for c in (p, q)]
    weights *= error + 1e-3 * error.max()
    weights /= weights.sum()

p, q = (c.astype("f4") for c in fitted)
t = np.linspace(-6, 6, 2_000_000).astype("f4")
c = np.clip(t, -np.float32(END), np.float32(END))
single = c * np.polyval(p[::-1], c * c) / np.polyval(q[::-1], c * c)
print(f"fit {best:.2e}, in single precision {abs(single / erf(t.astype('f8')) - 1).max():.2e}")
print("P", [float(v) for v in p])
print("Q", [float(v) for v in q])
