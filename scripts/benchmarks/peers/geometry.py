"""The peers' side of scripts/benchmarks/geometry: the same work by faiss, scikit-learn, PyTorch,
openTSNE, scikit-activeml, SciPy and NumPy. Lines of JSON in and out: {"work": …, "times": …}."""
import argparse
import functools
import json
import sys
import time

import numpy as np
import torch

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from rule import numbers


def group(n, groups):
    return ((numbers("groups", n) + 1) / 2 * np.float32(groups)).astype(np.int64) % groups


@functools.lru_cache(maxsize=1)
def points(n, width, groups):
    x = np.zeros(n * width, np.float32)
    for part in range(4):
        x += numbers(f"noise {part}", n * width) * np.float32(0.8660254)
    x = x.reshape(n, width)
    if groups:
        x += numbers("corners", groups * width).reshape(groups, width)[group(n, groups)]
    return x


@functools.lru_cache(maxsize=1)
def probabilities(n, classes):
    u = (numbers("probabilities", n * classes) + 1) / 2
    p = (u ** 8 + np.float32(1e-6)).reshape(n, classes)
    return p / p.sum(1, keepdims=True, dtype=np.float32)


def label_pairs(n, groups):
    first = group(n, groups)
    other = ((numbers("other", n) + 1) / 2 * np.float32(groups)).astype(np.int64) % groups
    return first, np.where(numbers("dice", n) < 0, (first * 7 + 3) % groups, other)


def kmeans(groups):
    import faiss
    faiss.omp_set_num_threads(threads)
    x = points(50_000, 512, groups)
    start = x[:1000].copy()

    def run():
        fit = faiss.Kmeans(512, 1000, niter=40, max_points_per_centroid=10**9)
        fit.train(x, init_centroids=start)
        return fit

    def values(fit):
        distances, _ = fit.index.search(x, 1)
        return [float(distances.astype("f8").sum())]

    return run, values


def few_means():
    from sklearn.cluster import KMeans
    x = points(50_000, 512, 10)

    def run():
        return [KMeans(10, n_init=1, init=x[10 * run:10 * run + 10]).fit(x).inertia_
                for run in range(5)]

    return run, lambda inertias: [float(np.mean(inertias))]


@torch.no_grad()
def k_center():
    x = torch.from_numpy(points(51_000, 512, 300))
    covered, pool = x[:1000], x[1000:]

    def run():
        squares = (pool * pool).sum(1)
        nearest = torch.cat([torch.cdist(part, covered).amin(1).square()
                             for part in pool.split(4096)])
        picks = []
        for _ in range(1000):
            pick = int(nearest.argmax())
            picks.append(pick)
            distances = squares + squares[pick] - 2 * (pool @ pool[pick])
            distances[pick] = 0
            nearest = torch.minimum(nearest, distances)
        return picks

    return run, lambda picks: picks


def neighbours():
    import faiss
    faiss.omp_set_num_threads(threads)
    x = points(50_000, 512, 300)

    def run():
        index = faiss.IndexFlatL2(512)
        index.add(x)
        return index.search(x, 21)[1]

    def values(found):
        # Without the point itself, wherever rounding has put it.
        return [int(i) for row in range(0, 50_000, 500)
                for i in [i for i in found[row] if i != row][:20]]

    return run, values


def tsne():
    import openTSNE
    x = points(10_000, 50, 10)

    def run():
        return openTSNE.TSNE(perplexity=30, n_jobs=threads, random_state=1).fit(x)

    return run, lambda y: np.asarray(y, "f8").ravel().tolist()


def badge_inputs(pool=20_000):
    return points(20_000, 768, 100)[:pool], probabilities(20_000, 100)[:pool]


def largest_gradient(request):
    """The first pick: where the product of both norms is the greatest, in float64."""
    x, p = (array.astype("f8") for array in badge_inputs())
    p[np.arange(len(p)), p.argmax(1)] -= 1
    return int(((p * p).sum(1) * (x * x).sum(1)).argmax())


def badge(picks=25, pool=20_000):
    """The cost of a pick is the same for every pick: `picks` of the thousand are taken."""
    import skactiveml.base
    import skactiveml.pool
    x, p = badge_inputs(pool)

    class Known(skactiveml.base.SkactivemlClassifier):
        """Says what it is told."""

        def fit(self, X, y, sample_weight=None):
            self.classes_ = np.arange(100)
            return self

        def predict_proba(self, X):
            return p

    y = np.full(len(x), np.nan)
    known = Known(classes=np.arange(100)).fit(x, y)

    def run():
        return skactiveml.pool.Badge(random_state=1).query(
            x, y, known, fit_clf=False, batch_size=picks)

    return run, lambda chosen: [int(i) for i in chosen]


def every_thousandth(score):
    return score, lambda s: s[::1000].astype("f8").tolist()


def entropy():
    p = probabilities(1_000_000, 100)
    return every_thousandth(lambda: -(p * np.log(p)).sum(1))


def margin():
    p = probabilities(1_000_000, 100)

    def run():
        two = np.partition(p, -2, axis=1)[:, -2:]
        return 1 - (two[:, 1] - two[:, 0])

    return every_thousandth(run)


def bald():
    p = probabilities(1_000_000, 100).reshape(10, 100_000, 100)

    def run():
        mean = p.mean(0)
        return -(mean * np.log(mean)).sum(1) + (p * np.log(p)).sum(2).mean(0)

    return every_thousandth(run)


def agreement(name):
    from scipy.optimize import linear_sum_assignment
    from sklearn import metrics
    a, b = label_pairs(1_000_000, 100)

    def accuracy():
        table = metrics.cluster.contingency_matrix(a, b)
        return table[linear_sum_assignment(table, maximize=True)].sum() / len(a)

    run = {"ari": lambda: metrics.adjusted_rand_score(b, a),
           "nmi": lambda: metrics.normalized_mutual_info_score(b, a), "accuracy": accuracy}[name]
    return run, lambda value: [float(value)]


works = {
    "kmeans-plain": lambda: kmeans(0), "kmeans-grouped": lambda: kmeans(300),
    "kmeans-10": few_means, "k-center": k_center, "neighbours": neighbours, "t-sne": tsne,
    "badge": badge, "badge-first": functools.partial(badge, 1),
    "badge-half": functools.partial(badge, pool=10_000),
    "badge-half-first": functools.partial(badge, 1, 10_000),
    "entropy-rows": entropy, "margin-rows": margin, "bald-rows": bald,
    **{name: functools.partial(agreement, name) for name in ("ari", "nmi", "accuracy")}}


def trustworthiness(request):
    """Of an embedding that the other side sends."""
    from sklearn.manifold import trustworthiness as measure
    y = np.asarray(request["values"]).reshape(-1, 2)
    return float(measure(points(10_000, 50, 10), y, n_neighbors=12))


@torch.no_grad()
def shortfall(request):
    """How much nearer than the farthest point any of the picks was, relatively, in float64."""
    x = torch.from_numpy(points(51_000, 512, 300)).double()
    covered, pool = x[:1000], x[1000:]
    squares = (pool * pool).sum(1)
    nearest = torch.cat([torch.cdist(part, covered).amin(1).square()
                         for part in pool.split(4096)])
    worst = 0.0
    for pick in map(int, request["values"]):
        worst = max(worst, float(1 - nearest[pick] / nearest.max()))
        nearest = torch.minimum(nearest, squares + squares[pick] - 2 * (pool @ pool[pick]))
        nearest[pick] = 0
    return worst


def versions():
    """Versions of what is compared with."""
    from importlib.metadata import version
    return {name: version(name) for name in
            ("faiss-cpu", "scikit-learn", "torch", "openTSNE", "scikit-activeml", "numpy",
             "scipy")}


def kernels():
    """Which kernels the libraries run that multiply matrices here."""
    from threadpoolctl import threadpool_info
    found = [f"{info['internal_api']} {info['version']} {info.get('architecture') or ''}".strip()
             for info in threadpool_info() if info["user_api"] == "blas"]
    return ", ".join(dict.fromkeys(found)) or f"MKL of torch {torch.__version__}"


def main():
    global threads
    p = argparse.ArgumentParser()
    p.add_argument("--threads", type=int, required=True)
    threads = p.parse_args().threads
    torch.set_num_threads(threads)
    ready, answers = {}, sys.stdout
    sys.stdout = sys.stderr  # Libraries print.
    for line in sys.stdin:
        request = json.loads(line)
        if request["work"] == "versions":
            answer = versions()
        elif request["work"] == "kernels":
            answer = {"value": kernels()}
        elif request["work"] == "trustworthiness":
            answer = {"value": trustworthiness(request)}
        elif request["work"] == "shortfall":
            answer = {"value": shortfall(request)}
        elif request["work"] == "largest-gradient":
            answer = {"value": largest_gradient(request)}
        else:
            name = request["work"]
            if name not in ready:
                ready.clear()
                ready[name] = works[name]()
            run, values = ready[name]
            ms, last = [], None
            for _ in range(request["times"]):
                begin = time.perf_counter()
                last = run()
                ms.append(1e3 * (time.perf_counter() - begin))
            answer = {"ms": ms, "values": values(last)}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
