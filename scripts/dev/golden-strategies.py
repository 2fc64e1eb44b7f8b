#!/usr/bin/env python3
"""Golden scores and choices of the query strategies, from scikit-activeml, scikit-learn, PyTorch and
the formulas in float64.

Writes Tests/ActiveLearningTests/Fixtures/strategies.json, which StrategyGoldenTests.swift compares
with. Inputs follow a rule (that of golden-networks.py), so that nothing but results is stored. Needs
scikit-activeml, scikit-learn and PyTorch; deterministic: the same file every time.

    python3 scripts/dev/golden-strategies.py

Where a choice depends on an order of scores, the script refuses inputs of which two scores are so
near to each other that single precision could turn them.
"""

import json
import pathlib

import numpy as np
import torch
from scipy.stats import entropy
from skactiveml.pool import uncertainty_scores
from skactiveml.pool._core_set import k_greedy_center
from skactiveml.pool._query_by_committee import average_kl_divergence, vote_entropy
from sklearn.cluster import KMeans
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.neighbors import NearestNeighbors

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "Tests/ActiveLearningTests/Fixtures/strategies.json"
N, LABELLED, CLASSES, WIDTH, DRAWS = 60, 10, 4, 6, 5


def rule(name, shape):
    """Uniform numbers in [-1, 1) from a name, as Rule.tensor of the tests gives them."""
    seed = 0x811C9DC5
    for byte in f"0 {name}.images".encode():
        seed = ((seed ^ byte) * 0x01000193) % 2**32
    with np.errstate(over="ignore"):
        x = np.arange(np.prod(shape), dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed)
        x = (x ^ x >> 16) * np.uint32(0x21F0AAAD)
        x = (x ^ x >> 15) * np.uint32(0xD35A2D97)
        x ^= x >> 15
    values = (x >> 8).astype(np.float32) * np.float32(2**-23) - np.float32(1)
    return values.reshape(shape).astype(np.float64)


def softmax(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def ranked(scores, count):
    """The best, where it is plain which they are."""
    order = np.argsort(-scores, kind="stable")
    gaps = -np.diff(scores[order])[:count]
    assert gaps.min() > 1e-5, f"two scores are too near: {gaps.min()}"
    return order[:count].tolist()


def blobs(count):
    """Rows around five far corners: any k-means finds the same clusters."""
    corners = 10 * np.eye(5, WIDTH)
    return corners[np.arange(count) % 5] + rule("blobs", (count, WIDTH)).astype(np.float32)


golden = {}
p = softmax(3 * rule("logits", (N, CLASSES)))
draws = softmax(3 * rule("draws", (DRAWS, N, CLASSES)))
earlier = softmax(3 * rule("earlier", (N, CLASSES)))
z = rule("features", (N, WIDTH))
labelled = rule("labelled", (LABELLED, WIDTH))

# Scores of one prediction.
for name, method in [("entropy", "entropy"), ("margin", "margin_sampling"),
                     ("least_confidence", "least_confident")]:
    golden[name] = uncertainty_scores(p, method=method)
logits = torch.tensor(np.log(p) - np.log(p).mean(axis=1, keepdims=True))
normal = torch.softmax(torch.nn.functional.normalize(logits), dim=1).numpy()
golden["normalized"] = 1 - normal.max(axis=1)
# Large, and of a mean that probabilities do not tell.
large = torch.tensor(30 * rule("logits", (N, CLASSES)) + 20 * rule("offsets", (N, 1)))
normal = torch.softmax(torch.nn.functional.normalize(large), dim=1).numpy()
golden["normalized_logits"] = 1 - normal.max(axis=1)

# Scores of several.
votes = draws.argmax(axis=2).T
counts = np.stack([(votes == c).mean(axis=1) for c in range(CLASSES)], axis=1)
golden["vote_entropy"] = vote_entropy(votes, classes=list(range(CLASSES)))
golden["kl"] = average_kl_divergence(draws.copy())
golden["bald"] = entropy(draws.mean(axis=0), axis=1) - entropy(draws, axis=2).mean(axis=0)
golden["consensus_entropy"] = entropy(draws.mean(axis=0), axis=1)
golden["variation_ratio"] = 1 - counts.max(axis=1)
golden["mean_std"] = draws.std(axis=0).mean(axis=1)
golden["tod"] = 0.5 * ((p - earlier) ** 2).sum(axis=1)

# Greedy k-center from labelled rows.
both = np.concatenate([z, labelled])
known = np.where(np.arange(len(both)) < N, np.nan, 0)
picks, utilities = k_greedy_center(both, known, batch_size=12, random_state=0)
ordered = np.sort(np.nan_to_num(utilities, nan=-1), axis=1)
assert (ordered[:, -1] - ordered[:, -2]).min() > 1e-5
golden["core_set"] = np.asarray(picks).tolist()

# BADGE: lengths of gradients, and the chance of each row to be the second pick.
g = ((p - np.eye(CLASSES)[p.argmax(axis=1)])[:, :, None] * z[:, None, :]).reshape(N, -1)
lengths = np.linalg.norm(g, axis=1)
first = ranked(lengths, 1)[0]
squares = ((g - g[first]) ** 2).sum(axis=1)
golden["badge"] = {"lengths": lengths, "first": first, "chances": squares / squares.sum()}

# k-means on clusters that are plain: the nearest to each centre, the largest cluster first.
x = blobs(N - 2)
fitted = KMeans(5, n_init=10, random_state=0).fit(x)
distances = fitted.transform(x)
medoids = [int(np.where(fitted.labels_ == c, distances[:, c], np.inf).argmin()) for c in range(5)]
golden["k_means"] = sorted(medoids)
two = np.sort(distances, axis=1)[:, :2]
golden["cdd"] = two[:, 1] - two[:, 0]
golden["cdd_order"] = np.argsort(golden["cdd"], kind="stable")[:15]

# UncKM: the doubtful, two clusters of them, and what is nearest to or farthest from the centres.
doubtful = ranked(entropy(p, axis=1), 6)
centres = KMeans(2, n_init=50, random_state=0).fit(z[doubtful]).cluster_centers_
rest = np.array([i for i in range(N) if i not in doubtful])
d = np.sqrt(((z[rest][:, None] - centres[None]) ** 2).sum(axis=2).min(axis=1))
golden["uncertainty_kmeans"] = {
    "nearest": doubtful + rest[ranked(-d, 6)].tolist(),
    "farthest": doubtful + rest[ranked(d, 6)].tolist()}

# TypiClust: typicality within a cluster, and the choice among plain clusters.
u = unit(x)


def typicality(rows, k):
    found, _ = NearestNeighbors(n_neighbors=k + 1).fit(rows).kneighbors(rows)
    return 1 / ((found[:, 1:] ** 2).mean(axis=1) + 1e-5)


golden["typicality"] = typicality(u[:20], 7)
clusters = KMeans(5, n_init=10, random_state=0).fit(u).labels_
chosen = []
for c in range(5):
    rows = np.where(clusters == c)[0]
    chosen.append(int(rows[typicality(u[rows], min(20, len(rows) // 2)).argmax()]))
# Five labels, one of each cluster; which cluster is first depends on how they are numbered.
golden["typiclust"] = sorted(chosen)

# ProbCover: the radius from clusters, and the greedy cover at a given one.
pairs = np.linalg.norm(u[:, None] - u[None], axis=2)
other = np.where(clusters[:, None] != clusters[None], pairs, np.inf).min(axis=1)
golden["radius"] = float(np.sort(other)[::-1][int(np.ceil(0.95 * len(u))) - 1])
v = unit(z)
near = np.linalg.norm(v[:, None] - v[None], axis=2)
assert np.abs(near - 0.7).min() > 1e-5
edges, taken, cover = near < 0.7, [], []
for _ in range(8):
    degrees = edges.sum(axis=1)
    degrees[taken] = -1
    best = int(degrees.argmax())
    taken.append(best)
    cover.append([best, int(degrees[best])])
    edges[:, edges[best]] = False
golden["probcover"] = cover

# Densities of features of one sign, and of both; uncertainty weighted with the first.
density = cosine_similarity(np.abs(z)).mean(axis=1)
golden["density"] = density
golden["density_signed"] = cosine_similarity(z).mean(axis=1)
golden["information_density"] = ranked(entropy(p, axis=1) * density**2, 12)

# Soft assignments to class means.
labels = np.arange(LABELLED) % 3
means = np.stack([labelled[labels == c].mean(axis=0) for c in range(3)])
q = 1 / (1 + ((z[:, None] - means[None]) ** 2).sum(axis=2))
golden["ccl_entropy"] = entropy(q / q.sum(axis=1, keepdims=True), axis=1)

# ActiveFT: the objective, its gradient and twenty steps of Adam.
f = torch.tensor(unit(z))
fixed = torch.tensor(unit(labelled[:3]))
raw = torch.tensor(unit(z)[:8].copy(), requires_grad=True)


def objective():
    theta = torch.nn.functional.normalize(raw, dim=1)
    still = torch.cat([theta.detach(), fixed])
    near, own = (f @ torch.cat([theta, fixed]).T / 0.07).max(dim=1)
    # What a fixed centre is nearest to pulls at none, and counts nothing.
    keep = own < len(raw)
    apart = torch.exp(still @ theta.T / 0.07).sum(dim=0)
    near = near[keep]
    losses = -(near - torch.log(torch.exp(near) + apart[own[keep]]))
    return losses.sum() / len(f)


optimizer = torch.optim.Adam([raw], lr=1e-3)
losses = []
for step in range(20):
    optimizer.zero_grad()
    loss = objective()
    loss.backward()
    if step == 0:
        golden["active_ft_gradient"] = raw.grad.numpy().copy()
    losses.append(loss.item())
    optimizer.step()
golden["active_ft"] = losses
golden["active_ft_centres"] = torch.nn.functional.normalize(raw, dim=1).detach().numpy()


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


TARGET.write_text(json.dumps(plain(golden), indent=None, sort_keys=True) + "\n")
print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes")
