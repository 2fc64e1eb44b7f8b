#!/usr/bin/env python3
"""Golden values of the networks that strategies train for themselves, from PyTorch.

Writes Tests/ActiveLearningTests/Fixtures/learners.json, which ClusteringGoldenTests.swift
and TrainedNetworkGoldenTests.swift compare with.
Weights and images follow a rule, chance follows Crescent's own generator, so that nothing but
results is stored. Everything is computed in float64 on float32 inputs. Needs PyTorch and NumPy;
deterministic: the same file every time.

    python3 scripts/dev/golden-learners.py

Each case: the names and shapes of the trained parameters, outputs, the losses of two training steps,
and after them some weights of each parameter: [place, value], of places where the gradient is not so
small that rounding decides it.
"""

import json
import math
import pathlib
from statistics import NormalDist

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "Tests/ActiveLearningTests/Fixtures/learners.json"
torch.set_default_dtype(torch.float64)
cases = {}


class Stream:
    """Crescent's generator: Philox 4x32-10, a stream by name (see golden-random.py)."""

    def __init__(self, seed, name):
        number = 0xCBF29CE484222325
        for byte in name.encode():
            number = ((number ^ byte) * 0x100000001B3) % 2**64
        self.seed, self.stream, self.words = seed, number, 0

    def draw(self, count):
        places = np.arange(self.words, self.words + count, dtype=np.uint64)
        self.words += count
        blocks, mask = places // 4, np.uint64(0xFFFFFFFF)
        half = np.uint64(32)
        x = [blocks & mask, blocks >> half,
             np.full(count, self.stream & 0xFFFFFFFF, np.uint64),
             np.full(count, self.stream >> 32, np.uint64)]
        k = [self.seed & 0xFFFFFFFF, self.seed >> 32]
        for _ in range(10):
            p0, p1 = np.uint64(0xD2511F53) * x[0], np.uint64(0xCD9E8D57) * x[2]
            x = [(p1 >> half) ^ x[1] ^ np.uint64(k[0]), p1 & mask,
                 (p0 >> half) ^ x[3] ^ np.uint64(k[1]), p0 & mask]
            k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
        return np.choose((places % 4).astype(int), x)

    def normal(self, *shape):
        words = self.draw(int(np.prod(shape)))
        values = [NormalDist().inv_cdf((int(w) + 0.5) / 2**32) for w in words]
        return torch.tensor(np.array(values, dtype="f4").astype("f8")).reshape(shape)

    def kept(self, probability, *shape):
        uniform = (self.draw(int(np.prod(shape))) >> np.uint64(8)) * 2.0**-24
        return torch.tensor((uniform >= np.float32(probability)).astype("f8")).reshape(shape)


def by_rule(k, shape, scale=None):
    """Float32 values of parameter number k; the tests fill theirs by the same rule."""
    if scale is None:
        scale = math.sqrt(4 / math.prod(shape[1:])) if len(shape) > 1 else 0.1
    i = np.arange(math.prod(shape), dtype=np.int64)
    unit = (((i * 7919 + k * 104729) % 2039 - 1019) / 1019).astype("f4")
    return torch.tensor((unit * np.float32(scale)).astype("f8")).reshape(shape)


def images(k, *shape):
    """From 0 to 1."""
    return (by_rule(k, shape, 0.5) + 0.5).float().double()


def fill(module):
    for k, (name, p) in enumerate(module.named_parameters()):
        value = by_rule(k, p.shape)
        p.data = 1 + value if "norm" in name and name.endswith("weight") else value
        p.data = p.data.float().double()


def learned(named, gradients):
    """Some weights where every gradient so far was one of the larger ones."""
    result = {}
    for (name, p), seen in zip(named, gradients):
        sure = torch.stack([g.abs() > 0.05 * g.abs().max() for g in seen]).all(0).flatten()
        places = sure.nonzero().flatten()
        chosen = places[:: max(1, len(places) // 5)][:5].tolist() if seen[0].abs().max() > 0 else []
        result[name] = [[i, float(p.data.flatten()[i])] for i in chosen]
    return result


def describe(named):
    return [[name, list(p.shape)] for name, p in named]


def sequence(**layers):
    result = nn.Sequential()
    for name, layer in layers.items():
        result.add_module(name, layer)
    return result


class VAE(nn.Module):
    def __init__(self, channels, side, latent, classes=None):
        super().__init__()
        inner = 3 if side == 28 else 4
        self.classes, self.latent = classes, latent
        encoder, width = {}, channels
        for i, output in enumerate([128, 256, 512, 1024]):
            encoder[f"conv{i + 1}"] = nn.Conv2d(width, output, inner if i == 3 else 4, 2, 1, bias=False)
            encoder[f"norm{i + 1}"] = nn.BatchNorm2d(output)
            encoder[f"relu{i + 1}"] = nn.ReLU()
            width = output
        self.encoder = sequence(**encoder, flatten=nn.Flatten())
        self.mean = nn.Linear(4096, latent)
        self.log_variance = nn.Linear(4096, latent)
        decoder = {"expand": nn.Linear(latent // 2 if classes else latent, 16384),
                   "unflatten": nn.Unflatten(1, (1024, 4, 4))}
        for i, output in enumerate([512, 256, 128]):
            decoder[f"deconv{i + 1}"] = nn.ConvTranspose2d(
                width, output, inner if i == 0 else 4, 2, 1, bias=False)
            decoder[f"norm{i + 1}"] = nn.BatchNorm2d(output)
            decoder[f"relu{i + 1}"] = nn.ReLU()
            width = output
        self.decoder = sequence(**decoder, image=nn.ConvTranspose2d(128, channels, 1))
        if classes:
            self.classifier = sequence(
                linear1=nn.Linear(latent // 2, 1024), relu1=nn.ReLU(), linear2=nn.Linear(1024, 256),
                relu2=nn.ReLU(), linear3=nn.Linear(256, classes))

    def encode(self, x):
        h = self.encoder(x)
        return self.mean(h), self.log_variance(h)

    def decode(self, z):
        return self.decoder(z[:, : self.latent // 2] if self.classes else z)


def discriminator(latent, hidden):
    layers, width = {}, latent
    for i, output in enumerate(hidden + [1]):
        layers[f"linear{i + 1}"] = nn.Linear(width, output)
        layers[f"out{i + 1}"] = nn.ReLU() if i < len(hidden) else nn.Sigmoid()
        width = output
    return sequence(**layers)


def adversarial(name, channels, side, latent, hidden, classes=None):
    sraal = classes is not None
    vae, judge = VAE(channels, side, latent, classes), discriminator(latent, hidden)
    fill(vae), fill(judge)
    noise = Stream(3, "latent")
    l, u = images(50, 3, channels, side, side), images(51, 4, channels, side, side)
    targets = [0, 2, 1]
    encoding = torch.optim.Adam(vae.parameters(), lr=5e-5)
    judging = torch.optim.Adam(judge.parameters(), lr=5e-5)
    r, c = (5, 5) if sraal else (1, 0)
    with torch.no_grad():
        vae.eval()
        mean, log_variance = vae.encode(l)
        rebuilt = vae.decode(mean)
        outputs = {"mean": mean, "log_variance": log_variance, "image": rebuilt,
                   "judged": judge(mean)}
        vae.train()
    ones = lambda z: torch.ones(len(z), 1)
    losses, judged = [], []
    seen = [[[] for _ in net.parameters()] for net in (vae, judge)]
    for _ in range(2):
        total, terms = 0, []
        for kind, x in (("labelled", l), ("unlabelled", u)):
            mean, log_variance = vae.encode(x)
            z = mean + (0.5 * log_variance).exp() * noise.normal(*mean.shape)
            error = F.mse_loss(vae.decode(z), x)
            divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum()
            if sraal:
                divergence = divergence / len(x)
            game = F.binary_cross_entropy(judge(mean), ones(mean))
            total = total + r * error + divergence + game
            terms += [error, divergence, game]
            if sraal and kind == "labelled":
                loss = F.cross_entropy(vae.classifier(z[:, latent // 2:]), torch.tensor(targets))
                total = total + c * loss
                terms.append(loss)
        encoding.zero_grad()
        total.backward()
        for store, p in zip(seen[0], vae.parameters()):
            store.append(p.grad.clone())
        encoding.step()
        losses.append([float(t.detach()) for t in [total] + terms])
        with torch.no_grad():
            ml, mu = vae.encode(l)[0], vae.encode(u)[0]
        soft = torch.tensor([[0.1], [0.4], [0.7], [0.9]]) if sraal else torch.zeros(4, 1)
        soft = soft.float().double()
        known = torch.zeros(3, 1) if sraal else torch.ones(3, 1)
        loss = F.binary_cross_entropy(judge(ml), known) + F.binary_cross_entropy(judge(mu), soft)
        judging.zero_grad()
        loss.backward()
        for store, p in zip(seen[1], judge.parameters()):
            store.append(p.grad.clone())
        judging.step()
        judged.append([float(loss.detach())])
    cases[name] = {
        "parameters": describe(vae.named_parameters()), "others": describe(judge.named_parameters()),
        "outputs": {k: v.flatten()[:40].tolist() for k, v in outputs.items()},
        "losses": losses, "otherLosses": judged,
        "learned": learned(vae.named_parameters(), seen[0]),
        "otherLearned": learned(judge.named_parameters(), seen[1])}


def graph():
    n, width, hidden = 40, 12, 128
    x = F.normalize(images(60, n, width), dim=1)
    s = x @ x.T - torch.eye(n)
    a = s @ torch.diag(1 / s.sum(0)) + torch.eye(n)
    shapes = [("graph1.weight", (width, hidden)), ("graph1.bias", (hidden,)),
              ("graph2.weight", (hidden, 1)), ("graph2.bias", (1,))]
    w = [nn.Parameter(by_rule(k, shape)) for k, (_, shape) in enumerate(shapes)]
    chance = Stream(3, "dropout")
    optimizer = torch.optim.Adam(w, lr=1e-3, weight_decay=5e-4)
    known = torch.tensor([1, 4, 7, 30])
    others = torch.tensor([i for i in range(n) if i not in known.tolist()])

    def forward(kept):
        h = F.relu(a @ (x @ w[0]) + w[1])
        h = h * kept / 0.7 if kept is not None else h
        return h, a @ (h @ w[2]) + w[3]

    with torch.no_grad():
        h, o = forward(None)
    losses, seen = [], [[] for _ in w]
    for _ in range(2):
        o_ = torch.sigmoid(forward(chance.kept(0.3, n, hidden))[1])
        loss = -torch.log(o_[known]).mean() - 1.2 * torch.log(1 - o_[others]).mean()
        optimizer.zero_grad()
        loss.backward()
        for store, p in zip(seen, w):
            store.append(p.grad.clone())
        optimizer.step()
        losses.append([float(loss.detach())])
    named = [(name, p) for (name, _), p in zip(shapes, w)]
    cases["graph"] = {
        "parameters": describe(named), "losses": losses, "learned": learned(named, seen),
        "outputs": {"hidden": h.flatten()[:40].tolist(), "logits": o.flatten().tolist()}}


def stacked():
    class DEC(nn.Module):
        def __init__(self, d):
            super().__init__()
            widths = [d, 500, 500, 2000, 10]

            def stack(widths):
                layers = {}
                for i in range(1, len(widths)):
                    layers[f"linear{i}"] = nn.Linear(widths[i - 1], widths[i])
                    if i < len(widths) - 1:
                        layers[f"relu{i}"] = nn.ReLU()
                return sequence(**layers)

            self.encoder, self.decoder = stack(widths), stack(widths[::-1])

    net = DEC(64)
    fill(net)
    x = images(70, 6, 1, 8, 8).flatten(1)
    with torch.no_grad():
        z = net.encoder(x)
        outputs = {"code": z.flatten().tolist(), "image": net.decoder(z).flatten().tolist()[:40]}
    optimizer = torch.optim.SGD(net.parameters(), lr=3e-5, momentum=0.9)
    losses, seen = [], [[] for _ in net.parameters()]
    for _ in range(2):
        loss = F.mse_loss(net.decoder(net.encoder(x)), x)
        optimizer.zero_grad()
        loss.backward()
        for store, p in zip(seen, net.parameters()):
            store.append(p.grad.clone())
        optimizer.step()
        losses.append([float(loss.detach())])
    cases["stacked"] = {
        "parameters": describe(net.named_parameters()), "outputs": outputs, "losses": losses,
        "learned": learned(net.named_parameters(), seen)}

    fill(net)
    centres = nn.Parameter(by_rule(90, (4, 10), 2.0))
    named = [(f"encoder.{n}", p) for n, p in net.encoder.named_parameters()] + [("centres", centres)]
    moving = [p for _, p in named]
    optimizer = torch.optim.SGD(moving, lr=0.003, momentum=0.9)

    def assign():
        kernel = 1 / (1 + torch.cdist(net.encoder(x), centres) ** 2)
        return kernel / kernel.sum(1, keepdim=True)

    with torch.no_grad():
        q = assign()
        p = q**2 / q.sum(0)
        p = p / p.sum(1, keepdim=True)
    losses, seen = [], [[] for _ in moving]
    for _ in range(2):
        q = assign()
        loss = (p * (p / q).log()).sum(1).mean()
        optimizer.zero_grad()
        loss.backward()
        for store, w in zip(seen, moving):
            store.append(w.grad.clone())
        optimizer.step()
        losses.append([float(loss.detach())])
    cases["self-training"] = {
        "parameters": describe(named), "outputs": {"target": p.flatten().tolist()},
        "losses": losses, "learned": learned(named, seen)}


def siamese():
    layers, width = {}, 1
    for stage, output in enumerate([64, 128, 256]):
        for place in range(3):
            layers[f"conv{stage + 1}_{place + 1}"] = nn.Conv2d(width, output, 3, padding=1)
            layers[f"relu{stage + 1}_{place + 1}"] = nn.ReLU()
            width = output
        layers[f"pool{stage + 1}"] = nn.MaxPool2d(2)
    net = sequence(
        **layers, reduce=nn.Conv2d(256, 10, 1), relu=nn.ReLU(), average=nn.AdaptiveAvgPool2d(1),
        flatten=nn.Flatten(), embedding=nn.Linear(10, 10))
    fill(net)
    first, second = images(80, 4, 1, 12, 12), images(81, 4, 1, 12, 12)
    same = torch.tensor([1.0, 0, 1, 0])
    with torch.no_grad():
        outputs = {"embeddings": net(first).flatten().tolist()}
    optimizer = torch.optim.SGD(net.parameters(), lr=3e-4, momentum=0.9)
    losses, seen = [], [[] for _ in net.parameters()]
    for _ in range(2):
        distance = ((net(first) - net(second)) ** 2).sum(1)
        gap = F.relu(1 - (distance + 1e-12).sqrt())
        loss = (same * distance + (1 - same) * gap**2).mean()
        optimizer.zero_grad()
        loss.backward()
        for store, p in zip(seen, net.parameters()):
            store.append(p.grad.clone())
        optimizer.step()
        losses.append([float(loss.detach())])
    cases["siamese"] = {
        "parameters": describe(net.named_parameters()), "outputs": outputs, "losses": losses,
        "learned": learned(net.named_parameters(), seen)}


def trained(net, loss, optimizer, steps=2):
    """Losses of steps, and weights behind them."""
    losses, seen = [], [[] for _ in net.parameters()]
    for _ in range(steps):
        terms = loss()
        optimizer.zero_grad()
        terms[0].backward()
        for store, p in zip(seen, net.parameters()):
            store.append(p.grad.clone())
        optimizer.step()
        losses.append([float(t.detach()) for t in terms])
    return losses, learned(net.named_parameters(), seen)


def discrepancy():
    """MCDAL: two steps an iteration."""
    net = nn.Module()
    net.head1, net.head2 = nn.Linear(6, 3), nn.Linear(6, 3)
    fill(net)
    l, u = images(100, 4, 6), images(101, 5, 6)
    y, model = torch.tensor([0, 2, 1, 1]), F.softmax(4 * by_rule(102, (5, 3), 1.0), 1).float().double()
    heads = lambda z: (F.softmax(net.head1(z), 1), F.softmax(net.head2(z), 1))
    gaps = lambda p, q: ((p - q).abs(), (p - model).abs(), (q - model).abs())
    entropy = lambda: F.cross_entropy(net.head1(l), y) + F.cross_entropy(net.head2(l), y)
    with torch.no_grad():
        outputs = {"scores": sum(g.sum(1) for g in gaps(*heads(u))).tolist(),
                   "model": model.flatten().tolist()}
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
    losses, seen = [], [[] for _ in net.parameters()]
    for step in range(4):
        known = entropy()
        apart = sum(g.mean() for g in gaps(*heads(u)))
        loss = known - apart if step % 2 else known
        optimizer.zero_grad()
        loss.backward()
        for store, p in zip(seen, net.parameters()):
            store.append(p.grad.clone())
        optimizer.step()
        if step % 2:
            losses.append([float(t.detach()) for t in (loss, known, apart)])
    cases["discrepancy"] = {
        "parameters": describe(net.named_parameters()), "outputs": outputs, "losses": losses,
        "learned": learned(net.named_parameters(), seen)}


def scorer():
    """PAL: one backbone, two heads."""
    net = nn.Module()
    net.fc1, net.fc, net.turns = nn.Linear(64, 16), nn.Linear(16, 3), nn.Linear(16, 4)
    fill(net)
    x, y = images(110, 5, 1, 8, 8), torch.tensor([0, 2, 1, 1, 0])
    turned = torch.cat([torch.rot90(x, r, (2, 3)) for r in range(4)])
    targets = torch.arange(4).repeat_interleave(5)
    embed = lambda: F.relu(net.fc1(turned.flatten(1)))
    with torch.no_grad():
        z = embed()
        known = F.softmax(net.turns(z), 1)[torch.arange(20), targets].reshape(4, 5)
        p = F.softmax(net.fc(z[:5]), 1)
        uniform = torch.full_like(p, 1 / 3)
        outputs = {"turns": (-known.sum(0)).tolist(), "turned": turned.flatten()[::7].tolist(),
                   "classes": (-(uniform * (uniform / p).log2()).sum(1)).tolist()}

    def loss():
        z = embed()
        turns, classes = F.cross_entropy(net.turns(z), targets), F.cross_entropy(net.fc(z[:5]), y)
        return turns + classes, turns, classes

    optimizer = torch.optim.SGD(
        net.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=5e-4)
    losses, weights = trained(net, loss, optimizer)
    cases["scorer"] = {
        "parameters": describe(net.named_parameters()), "outputs": outputs, "losses": losses,
        "learned": weights}


def policy():
    """LADA: alphas of pairs of hidden maps, and how a draw of Beta(a, a) moves with a."""
    net = sequence(
        conv1=nn.Conv2d(6, 6, 5, padding=2), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(6, 16, 5), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2), flatten=nn.Flatten(),
        fc1=nn.Linear(16 * 3 * 3, 120), tanh1=nn.Tanh(), fc2=nn.Linear(120, 60), tanh2=nn.Tanh(),
        fc3=nn.Linear(60, 1), sigmoid=nn.Sigmoid())
    fill(net)
    both = torch.cat([images(120, 4, 3, 20, 20), images(121, 4, 3, 20, 20)], 1)
    draws, alphas, slopes = [], [], []
    for alpha in (0.02, 0.1, 0.3, 0.5, 0.8, 0.999):
        for x in (1e-6, 0.01, 0.2, 0.5, 0.7, 0.97, 0.999):
            a = torch.tensor([alpha, alpha])
            pair = torch.tensor([x, 1 - x])
            partial = torch._dirichlet_grad(pair, a, a.sum().expand(2))
            draws.append(x), alphas.append(alpha)
            slopes.append(float(partial[0] * (1 - x) - partial[1] * x))
    with torch.no_grad():
        outputs = {"alpha": net(both).flatten().tolist(), "draws": draws, "alphas": alphas,
                   "slopes": slopes}
    cases["policy"] = {
        "parameters": describe(net.named_parameters()), "outputs": outputs, "losses": [],
        "learned": {}}


def dcec():
    class Autoencoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = sequence(
                conv1=nn.Conv2d(1, 32, 5, 2, 2), relu1=nn.ReLU(), conv2=nn.Conv2d(32, 64, 5, 2, 2),
                relu2=nn.ReLU(), conv3=nn.Conv2d(64, 128, 3, 2), relu3=nn.ReLU(),
                flatten=nn.Flatten(), embedding=nn.Linear(128, 10))
            self.decoder = sequence(
                expand=nn.Linear(10, 128), relu=nn.ReLU(), unflatten=nn.Unflatten(1, (128, 1, 1)),
                deconv3=nn.ConvTranspose2d(128, 64, 3, 2), relu3=nn.ReLU(),
                deconv2=nn.ConvTranspose2d(64, 32, 5, 2, 2, 1), relu2=nn.ReLU(),
                deconv1=nn.ConvTranspose2d(32, 1, 5, 2, 2, 1))

    net = Autoencoder()
    fill(net)
    x = images(130, 6, 1, 12, 12)
    with torch.no_grad():
        z = net.encoder(x)
        outputs = {"code": z.flatten().tolist(), "image": net.decoder(z).flatten().tolist()[:40]}
    optimizer = torch.optim.SGD(net.parameters(), lr=3e-5, momentum=0.9)
    losses, weights = trained(
        net, lambda: (F.mse_loss(net.decoder(net.encoder(x)), x),), optimizer)
    cases["dcec"] = {
        "parameters": describe(net.named_parameters()), "outputs": outputs, "losses": losses,
        "learned": weights}


adversarial("vaal", 1, 28, 28, [512, 512])
adversarial("sraal", 3, 32, 200, [512] * 4, classes=3)
graph()
stacked()
siamese()
discrepancy()
scorer()
policy()
dcec()
TARGET.write_text(json.dumps(cases, indent=0, sort_keys=True) + "\n")
print(f"{len(cases)} cases, {TARGET.stat().st_size} bytes in {TARGET.relative_to(ROOT)}")
