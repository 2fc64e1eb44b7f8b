"""CCL in plain PyTorch: the same protocol as scripts/papers/ccl.lua, to compare time and accuracy.

Autoencoder of DCEC with two batch-norms, Student-t clustering layer, target distribution over the
whole training set every 80 steps, reading A or B of the contrastive loss (cosine, tau 0.1), half of
each batch drawn with replacement from the labelled images, query by entropy of q.

Run:  python ccl.py --data DIR/mnist --images 60000 --pretrain 50 --epochs 10 --rounds 20
Prints one JSON line a stage: {"stage", "round", "labels", "accuracy", "seconds"}.
"""
import argparse, gzip, json, pathlib, time

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--data", type=pathlib.Path, required=True)
    p.add_argument("--images", type=int, default=60000)
    p.add_argument("--pretrain", type=int, default=50)
    p.add_argument("--epochs", type=int, default=10)
    p.add_argument("--rounds", type=int, default=20)
    p.add_argument("--initial", type=int, default=250)
    p.add_argument("--step", type=int, default=250)
    p.add_argument("--reading", choices="AB", default="B")
    p.add_argument("--strategy", choices=["entropy", "random"], default="entropy")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--channels-last", action="store_true")
    return p.parse_args()


def read_idx(path):
    raw = gzip.open(path).read()
    dims = raw[3]
    shape = [int.from_bytes(raw[4 + 4 * i:8 + 4 * i], "big") for i in range(dims)]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * dims).reshape(shape)


class Autoencoder(nn.Module):
    def __init__(self, z=10):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 32, 5, 2, 2), nn.ReLU(), nn.Conv2d(32, 64, 5, 2, 2), nn.ReLU(),
            nn.Conv2d(64, 128, 3, 2), nn.BatchNorm2d(128), nn.ReLU(), nn.Flatten(),
            nn.Linear(1152, z))
        self.decoder = nn.Sequential(
            nn.Linear(z, 1152), nn.BatchNorm1d(1152), nn.ReLU(), nn.Unflatten(1, (128, 3, 3)),
            nn.ConvTranspose2d(128, 64, 3, 2), nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 5, 2, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(32, 1, 5, 2, 2, 1))


def assign(z, centres):
    q = 1 / (1 + torch.cdist(z, centres, compute_mode="donot_use_mm_for_euclid_dist") ** 2)
    return q / q.sum(1, keepdim=True)


def contrast(z, y, centres, reading, tau=0.1):
    s = F.normalize(z) @ F.normalize(centres).T / tau
    if reading == "B":
        return F.cross_entropy(s, y)
    rows = s.T[y]
    same = (y[:, None] == y[None, :]) & ~torch.eye(len(y), dtype=torch.bool)
    losses = F.cross_entropy(rows.masked_fill(same, -1e9), torch.arange(len(y)), reduction="none")
    sizes = torch.bincount(y, minlength=10)[y]
    return (losses / sizes).sum()


def main():
    o = arguments()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    rng = np.random.default_rng(o.seed)
    images = read_idx(o.data / "train-images-idx3-ubyte.gz")
    labels = torch.from_numpy(read_idx(o.data / "train-labels-idx1-ubyte.gz").astype(np.int64))
    x_all = torch.from_numpy(images.astype(np.float32) / 255).unsqueeze(1)
    order = torch.from_numpy(rng.permutation(len(x_all))[:o.images])
    held = len(order) // 5
    x_val, y_val = x_all[order[:held]], labels[order[:held]]
    x, y = x_all[order[held:]], labels[order[held:]]
    net = Autoencoder()
    if o.channels_last:
        net = net.to(memory_format=torch.channels_last)
    batch, n = 256, len(x)

    def say(**row):
        print(json.dumps(row), flush=True)

    optimizer = torch.optim.Adam(net.parameters(), 1e-3)
    start = time.time()
    for epoch in range(o.pretrain):
        shuffled, total = torch.from_numpy(rng.permutation(n)), 0.0
        for i in range(n // batch):
            xb = x[shuffled[i * batch:(i + 1) * batch]]
            loss = F.mse_loss(net.decoder(net.encoder(xb)), xb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        say(stage="pretrain", epoch=epoch + 1, loss=total / (n // batch), seconds=time.time() - start)

    def embed(images):
        net.eval()
        with torch.no_grad():
            z = torch.cat([net.encoder(images[i:i + 512]) for i in range(0, len(images), 512)])
        net.train()
        return z

    known = torch.from_numpy(rng.permutation(n)[:o.initial].copy())
    zl = embed(x[known])
    centres = nn.Parameter(torch.stack([zl[y[known] == c].mean(0) for c in range(10)]))
    optimizer = torch.optim.Adam(list(net.parameters()) + [centres], 1e-3)
    for r in range(1, o.rounds + 1):
        start, taken = time.time(), 0
        is_known = torch.zeros(n, dtype=torch.bool)
        is_known[known] = True
        for epoch in range(o.epochs):
            shuffled = torch.from_numpy(rng.permutation(n))
            for i in range(n // batch):
                if taken % 80 == 0:
                    q = assign(embed(x), centres.detach())
                    weight = q ** 2 / q.sum(0)
                    p = weight / weight.sum(1, keepdim=True)
                taken += 1
                half = batch // 2
                rows = torch.cat([
                    known[torch.from_numpy(rng.integers(0, len(known), half))],
                    shuffled[i * half:(i + 1) * half]])
                xb = x[rows]
                z = net.encoder(xb)
                q = assign(z, centres)
                pb = p[rows]
                loss = F.mse_loss(net.decoder(z), xb) + 0.1 * (
                    (pb * (pb / q).clamp_min(1e-20).log()).sum(1).mean())
                lab = is_known[rows]
                loss = loss + contrast(z[lab], y[rows[lab]], centres, o.reading)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        accuracy = (assign(embed(x_val), centres.detach()).argmax(1) == y_val).float().mean().item()
        pool = torch.nonzero(~is_known).squeeze(1)
        if o.strategy == "random":
            asked = pool[torch.from_numpy(rng.permutation(len(pool))[:o.step].copy())]
        else:
            q = assign(embed(x[pool]), centres.detach())
            asked = pool[(-(q * q.log()).sum(1)).topk(o.step).indices]
        say(stage="round", round=r, labels=len(known), accuracy=accuracy, seconds=time.time() - start)
        known = torch.cat([known, asked])


if __name__ == "__main__":
    main()
