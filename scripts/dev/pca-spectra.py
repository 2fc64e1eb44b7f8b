"""How much of the exact variance scikit-learn's randomised PCA keeps where the spectrum falls slowly, and what
so many iterations without its choice keep: the tolerances of Tests/ActiveLearningTests/Geometry/PCATests.swift.

    pip install numpy scikit-learn && python scripts/dev/pca-spectra.py
"""

import numpy
from sklearn.decomposition import PCA

for rows, columns, components in [(600, 500, 10), (600, 500, 60), (2500, 2300, 20)]:
    seeds = 40 if rows < 1000 else 3
    for iterations in ["auto", 4, 7]:
        shares = []
        for seed in range(seeds):
            x = numpy.random.default_rng(seed).standard_normal((rows, columns)).astype(numpy.float32)
            exact = numpy.linalg.svd(x - x.mean(0), compute_uv=False)[:components]
            found = PCA(components, svd_solver="randomized", iterated_power=iterations, random_state=seed).fit(x)
            shares.append((found.singular_values_ ** 2).sum() / (exact ** 2).sum())
        print(rows, columns, components, iterations, f"{numpy.mean(shares):.4f} ± {numpy.std(shares):.4f}",
              f"{min(shares):.4f} to {max(shares):.4f}", flush=True)
