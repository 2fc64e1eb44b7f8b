#!/usr/bin/env python3
"""Golden values of the geometry, from scikit-learn, SciPy and openTSNE.

Writes Tests/ActiveLearningTests/Fixtures/geometry.json, which Tests/ActiveLearningTests/Geometry
compares with. Inputs are made by a rule that GoldenGeometry.swift has, too; everything is computed
in float64 on float32 inputs. Deterministic: the same file every time, but for the last digits of
other versions of the libraries.

    python3 scripts/dev/golden-geometry.py
"""
import json
import pathlib

import numpy as np
import openTSNE.affinity
import scipy.optimize
import sklearn.cluster
import sklearn.decomposition
import sklearn.metrics
import sklearn.neighbors

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "Tests/ActiveLearningTests/Fixtures/geometry.json"


def numbers(seed, count):
    """Numbers in -1..<1."""
    x = np.arange(count, dtype=np.uint32) * np.uint32(2654435761)
    x = x + np.uint32(seed * 0x9E3779B9 % 2**32)
    x = (x ^ (x >> 16)) * np.uint32(2246822519)
    x = (x ^ (x >> 13)) * np.uint32(3266489917)
    x ^= x >> 16
    return (x >> 8).astype(np.float32) / np.float32(8388608) - np.float32(1)


def labels(n, groups):
    return np.arange(n) * 7 % groups


def points(n, width, groups, seed):
    """Points around the corners of groups."""
    corners = np.float32(3) * numbers(seed + 1, groups * width).reshape(groups, width)
    return corners[labels(n, groups)] + numbers(seed, n * width).reshape(n, width)


def scattered(n, groups, seed):
    """Labels without an order."""
    return np.floor((numbers(seed, n).astype("f8") + 1) / 2 * groups).astype(int)


def kmeans(n, width, groups, clusters, seed):
    x = points(n, width, groups, seed).astype("f8")
    fit = sklearn.cluster.KMeans(clusters, init=x[:clusters], n_init=1, tol=0, max_iter=200).fit(x)
    return {"labels": fit.labels_.tolist(), "inertia": float(fit.inertia_)}


def neighbours(metric):
    x = points(200, 40, 5, 11).astype("f8")
    search = sklearn.neighbors.NearestNeighbors(n_neighbors=7, metric=metric, algorithm="brute")
    distances, indices = search.fit(x).kneighbors(x[:20])
    square = metric == "euclidean"
    # Without the point itself, which comes first.
    return {"indices": indices[:, 1:].ravel().tolist(),
            "distances": (distances[:, 1:] ** (2 if square else 1)).ravel().tolist()}


def k_center():
    x, covered = points(300, 12, 9, 21).astype("f8"), points(20, 12, 9, 31).astype("f8")
    nearest = ((x[:, None] - covered[None]) ** 2).sum(2).min(1)
    picks = []
    for _ in range(40):
        picks.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, ((x - x[picks[-1]]) ** 2).sum(1))
    return picks


def pca(n, width):
    x = points(n, width, 4, 41).astype("f8")
    fit = sklearn.decomposition.PCA(3, svd_solver="full").fit(x)
    rows = fit.components_
    signs = np.sign(rows[np.arange(3), np.abs(rows).argmax(1)])
    return {"components": (rows * signs[:, None]).ravel().tolist(),
            "variances": fit.explained_variance_.tolist(),
            "shares": fit.explained_variance_ratio_.tolist(),
            "projected": (fit.transform(x)[:5] * signs).ravel().tolist()}


def matching(rows, columns, seed):
    costs = numbers(seed, rows * columns).reshape(rows, columns).astype("f8")
    where, to = scipy.optimize.linear_sum_assignment(costs)
    match = [-1] * rows
    for row, column in zip(where, to):
        match[row] = int(column)
    return {"match": match, "cost": float(costs[where, to].sum())}


def agreement(n, a, b, noise, seed):
    first = scattered(n, a, seed)
    second = np.where(scattered(n, 100, seed + 1) < noise, scattered(n, b, seed + 2), first % b)
    table = sklearn.metrics.cluster.contingency_matrix(first, second)
    where = scipy.optimize.linear_sum_assignment(table, maximize=True)
    return {"shape": [n, a, b, noise, seed],
            "ari": float(sklearn.metrics.adjusted_rand_score(second, first)),
            "nmi": float(sklearn.metrics.normalized_mutual_info_score(second, first)),
            "accuracy": float(table[where].sum() / n), "purity": float(table.max(1).sum() / n)}


def silhouettes():
    x, y = points(150, 6, 5, 51).astype("f8"), scattered(150, 4, 52)
    y[:100] = labels(100, 5)
    return sklearn.metrics.silhouette_samples(x, y).tolist()


def affinities():
    x = points(40, 5, 3, 61).astype("f8")
    p = openTSNE.affinity.PerplexityBasedNN(x, perplexity=5, method="exact").P.toarray()
    return p.ravel().tolist()


golden = {
    "kmeans": [kmeans(300, 8, 6, 6, 1), kmeans(500, 40, 20, 12, 3), kmeans(97, 2, 4, 7, 5)],
    "euclidean": neighbours("euclidean"), "cosine": neighbours("cosine"), "kCenter": k_center(),
    "pca": [pca(60, 10), pca(20, 50)],
    "matching": [matching(7, 7, 71), matching(5, 9, 72), matching(9, 5, 73),
                 matching(30, 30, 74)],
    "agreement": [agreement(500, 5, 5, 30, 81), agreement(400, 8, 3, 50, 84),
                  agreement(300, 2, 10, 90, 87), agreement(50, 30, 40, 60, 90)],
    "silhouettes": silhouettes(), "affinities": affinities(),
}


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


TARGET.write_text(json.dumps(rounded(golden)) + "\n")
print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes")
