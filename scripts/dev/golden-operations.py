#!/usr/bin/env python3
"""Golden values of the tensor operations, from PyTorch.

Writes Tests/TensorsTests/Fixtures/operations.json, which GoldenTests.swift compares with. Everything
is computed in float64 on float32 inputs, so that the error found by the tests is Crescent's alone.
Needs PyTorch (any version from 2.0 on, CPU) and NumPy; deterministic: the same file every time.

    python3 scripts/dev/golden-operations.py

Each case: inputs (given to the operation in order, all differentiated), the output, and the
gradients of sum(output * weights), where weights[i] = ((i * 7) % 13 - 6) / 8.
Tensors are {"shape": [...], "values": base64 of little-endian float32}.
"""

import base64
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "Tests/TensorsTests/Fixtures/operations.json"
random = np.random.RandomState(20261121)
cases = {}


def encode(tensor):
    array = np.ascontiguousarray(tensor.detach().numpy(), dtype="<f4")
    return {"shape": list(tensor.shape), "values": base64.b64encode(array.tobytes()).decode()}


def normal(*shape, scale=1.0):
    return torch.tensor((random.standard_normal(shape) * scale).astype("f4")).double()


def uniform(*shape, low=0.5, high=2.0):
    return torch.tensor(random.uniform(low, high, shape).astype("f4")).double()


def weights(shape):
    count = int(np.prod(shape))
    return torch.tensor([((i * 7) % 13 - 6) / 8 for i in range(count)]).double().reshape(shape)


def case(name, inputs, function):
    leaves = [x.clone().requires_grad_() for x in inputs]
    output = function(*leaves)
    gradients = torch.autograd.grad((output * weights(output.shape)).sum(), leaves)
    cases[name] = {
        "inputs": [encode(x) for x in inputs],
        "output": encode(output),
        "gradients": [encode(g) for g in gradients],
    }


a, b, p = normal(5, 7), normal(5, 7), uniform(5, 7)
case("add", [a, b], lambda x, y: x + y)
case("subtract row", [a, normal(7)], lambda x, y: x - y)
case("multiply column", [a, normal(5, 1)], lambda x, y: x * y)
case("divide", [a, p], lambda x, y: x / y)
for name in ["relu", "sigmoid", "tanh", "exp"]:
    case(name, [a], getattr(torch, name))
for name in ["log", "sqrt", "reciprocal"]:
    case(name, [p], getattr(torch, name))
case("squared", [a], torch.square)
case("matmul", [a, normal(7, 3)], torch.matmul)
case("linear", [normal(6, 40), normal(9, 40), normal(9)], F.linear)
case("softmax", [a * 3], lambda x: F.softmax(x, 1))
case("logSoftmax", [a * 3], lambda x: F.log_softmax(x, 1))
case("logSumExp", [a * 3], lambda x: torch.logsumexp(x, 1))
case("sum axis 0", [a], lambda x: x.sum(0))
case("mean axis 1", [normal(3, 4, 5)], lambda x: x.mean(1))
case("max axis 1", [a], lambda x: x.max(1).values)
case("gather", [a], lambda x: x[[4, 0, 4, 2]])
case("normalizedRows", [a], lambda x: F.normalize(x, dim=1))
case("squaredDistances", [normal(6, 10), normal(4, 10)], lambda x, c: torch.cdist(x, c) ** 2)
case("squaredDistances long", [normal(6, 64), normal(4, 64)], lambda x, c: torch.cdist(x, c) ** 2)

targets = torch.tensor([3, 0, 6, 6, 1])
case("crossEntropy", [a * 3], lambda x: F.cross_entropy(x, targets))
case("crossEntropy weighted", [a * 3], lambda x: (
    F.cross_entropy(x, targets, reduction="none") * torch.tensor([0.5, 0, 1, 2, 0.25])).sum())
case("meanSquaredError", [a, b], F.mse_loss)
distribution = F.softmax(torch.tensor([[((i * 5 + j * 3) % 7) / 4 for j in range(7)]
                                       for i in range(5)], dtype=torch.float64), 1)
case("klDivergence", [a], lambda x: F.kl_div(
    F.log_softmax(x, 1), distribution.float().double(), reduction="batchmean"))

case("convolution first layer", [normal(2, 1, 12, 12), normal(32, 1, 5, 5), normal(32)],
     lambda x, w, v: F.relu(F.conv2d(x, w, v, stride=2, padding=2)))
case("convolution blocked", [normal(2, 16, 7, 6), normal(32, 16, 3, 3, scale=.2), normal(32)],
     lambda x, w, v: F.conv2d(x, w, v, stride=2, padding=1))
case("convolution odd", [normal(2, 3, 8, 7), normal(5, 3, 3, 2), normal(5)],
     lambda x, w, v: F.relu(F.conv2d(x, w, v, stride=1, padding=0)))
case("transposed blocked", [normal(2, 32, 3, 3), normal(32, 16, 3, 3, scale=.2), normal(16)],
     lambda x, w, v: F.relu(F.conv_transpose2d(x, w, v, stride=2)))
case("transposed last layer", [normal(2, 32, 6, 6), normal(32, 1, 5, 5, scale=.2), normal(1)],
     lambda x, w, v: F.conv_transpose2d(x, w, v, stride=2, padding=2, output_padding=1))
case("transposed colour", [normal(2, 16, 5, 4), normal(16, 3, 3, 3, scale=.2), normal(3)],
     lambda x, w, v: F.relu(F.conv_transpose2d(x, w, v, stride=1, padding=1)))
case("transposed odd", [normal(2, 3, 4, 3), normal(3, 5, 3, 4), normal(5)],
     lambda x, w, v: F.conv_transpose2d(x, w, v, stride=3, padding=1, output_padding=2))
case("maxPool", [normal(2, 3, 7, 8)], lambda x: F.max_pool2d(x, 3, 2, 1))
case("batchNorm images", [normal(3, 5, 4, 3), normal(5), normal(5)],
     lambda x, s, t: F.relu(F.batch_norm(x, None, None, s, t, training=True)))
case("batchNorm rows", [normal(9, 20), normal(20), normal(20)],
     lambda x, s, t: F.batch_norm(x, None, None, s, t, training=True))
case("batchNorm evaluation", [normal(3, 4, 2, 2), normal(4), normal(4)],
     lambda x, s, t: F.batch_norm(x, torch.tensor([.1, -.2, .3, 0]).double(),
                                  torch.tensor([.5, 1, 2, 1.5]).double(), s, t))


def optimizer(name, make):
    """Three steps with the gradients 1·g, 2·g, 3·g."""
    start, gradient = normal(20), normal(20)
    w = start.clone().requires_grad_()
    o = make([w])
    for step in range(1, 4):
        w.grad = gradient * step
        o.step()
    cases[name] = {"inputs": [encode(start), encode(gradient)], "output": encode(w),
                   "gradients": []}


optimizer("adam", lambda p: torch.optim.Adam(p, lr=.01))
optimizer("adam with decay", lambda p: torch.optim.Adam(p, lr=.01, weight_decay=.1))
optimizer("sgd", lambda p: torch.optim.SGD(p, lr=.1))
optimizer("sgd with momentum", lambda p: torch.optim.SGD(p, lr=.1, momentum=.9, weight_decay=.01))
optimizer("sgd with nesterov", lambda p: torch.optim.SGD(p, lr=.1, momentum=.9, nesterov=True))


def binary_targets(*shape):
    return torch.tensor([(i * 3 % 5) / 4 for i in range(int(np.prod(shape)))]).double().reshape(shape)


def nt_xent(x, temperature=0.5):
    z = F.normalize(x, dim=1)
    similarity = (z @ z.T / temperature).masked_fill(torch.eye(len(z), dtype=torch.bool), -np.inf)
    return F.cross_entropy(similarity, torch.arange(len(z)).roll(len(z) // 2))


def channel_norm(x, w, v):
    return F.layer_norm(x.permute(0, 2, 3, 1), w.shape, w, v, 1e-6).permute(0, 3, 1, 2)


case("gelu", [a * 3], F.gelu)
case("leakyRelu", [a], lambda x: F.leaky_relu(x, .2))
case("averagePool", [normal(2, 3, 7, 8)], lambda x: F.avg_pool2d(x, 3, 2, 1))
case("averagePool blocked", [normal(2, 16, 6, 5)], lambda x: F.avg_pool2d(x, 2))
case("adaptiveAveragePool", [normal(2, 3, 7, 5)], lambda x: F.adaptive_avg_pool2d(x, 3))
case("adaptiveAveragePool blocked", [normal(2, 16, 5, 3)], lambda x: F.adaptive_avg_pool2d(x, 4))
case("globalAveragePool", [normal(2, 3, 5, 4)], lambda x: x.mean((2, 3)))
case("globalAveragePool blocked", [normal(2, 32, 4, 3)], lambda x: x.mean((2, 3)))
case("layerNorm", [normal(5, 24), normal(24), normal(24)],
     lambda x, w, v: F.layer_norm(x, w.shape, w, v, 1e-5))
case("channelNorm", [normal(2, 6, 3, 7), normal(6), normal(6)], channel_norm)
case("channelNorm blocked", [normal(2, 32, 5, 4), normal(32), normal(32)], channel_norm)
case("binaryCrossEntropy", [uniform(5, 3, low=.05, high=.95)],
     lambda x: F.binary_cross_entropy(x, binary_targets(5, 3)))
case("binaryCrossEntropy weighted", [uniform(5, 3, low=.05, high=.95)],
     lambda x: F.binary_cross_entropy(
         x, binary_targets(5, 3), torch.tensor([.5, 0, 1, 2, .25]).double()[:, None].expand(5, 3)))
case("binaryCrossEntropyWithLogits", [normal(5, 3, scale=4)],
     lambda x: F.binary_cross_entropy_with_logits(x, binary_targets(5, 3)))
case("ntXent", [normal(6, 8)], nt_xent)
case("concatenated axis 1", [normal(2, 3, 4), normal(2, 2, 4)], lambda x, y: torch.cat([x, y], 1))


# The convolutional autoencoder of the clustering experiments, whole. Its 290,000 parameters are
# made by rule, number i of parameter k being ((i * 7919 + k * 104729) % 2039 - 1019) / 1019 times
# a scale, and of its gradients only norm, sum and every 997th value are kept.
SHAPES = [
    (32, 1, 5, 5), (32,), (64, 32, 5, 5), (64,), (128, 64, 3, 3), (128,), (128,), (128,),
    (10, 1152), (10,), (1152, 10), (1152,), (1152,), (1152,), (128, 64, 3, 3), (64,),
    (64, 32, 5, 5), (32,), (32, 1, 5, 5), (1,)]


def by_rule(k, shape):
    count = int(np.prod(shape))
    values = [((i * 7919 + k * 104729) % 2039 - 1019) / 1019 for i in range(count)]
    fan = int(np.prod(shape[1:])) if len(shape) > 1 else 100
    scale = np.float32(1) / np.float32(np.sqrt(np.float32(fan)))
    return torch.tensor((np.array(values, "f4") * scale).reshape(shape)).double()


def autoencoder():
    w = [by_rule(k, shape).requires_grad_() for k, shape in enumerate(SHAPES)]
    x = by_rule(99, (8, 1, 28, 28)) * 14
    h = F.relu(F.conv2d(x, w[0], w[1], 2, 2))
    h = F.relu(F.conv2d(h, w[2], w[3], 2, 2))
    h = F.relu(F.conv2d(h, w[4], w[5], 2))
    h = F.batch_norm(h, None, None, 1 + w[6], w[7], training=True)
    z = F.linear(h.flatten(1), w[8], w[9])
    h = F.linear(z, w[10], w[11])
    h = F.relu(F.batch_norm(h, None, None, 1 + w[12], w[13], training=True))
    h = F.relu(F.conv_transpose2d(h.reshape(-1, 128, 3, 3), w[14], w[15], 2))
    h = F.relu(F.conv_transpose2d(h, w[16], w[17], 2, 2, 1))
    h = F.conv_transpose2d(h, w[18], w[19], 2, 2, 1)
    loss = F.mse_loss(h, x)
    gradients = torch.autograd.grad(loss, w)
    summary = [torch.cat([torch.stack([g.norm(), g.sum()]), g.flatten()[::997]])
               for g in gradients]
    cases["autoencoder"] = {
        "inputs": [], "output": encode(torch.cat([loss.reshape(1), z.flatten()])),
        "gradients": [encode(s) for s in summary]}


autoencoder()
# Behind everything older, whose numbers are drawn in this order.
case("groupNorm", [normal(2, 6, 3, 7), normal(6), normal(6)],
     lambda x, w, v: F.group_norm(x, 3, w, v, 1e-5))
case("groupNorm blocked", [normal(2, 32, 5, 4), normal(32), normal(32)],
     lambda x, w, v: F.group_norm(x, 4, w, v, 1e-5))
TARGET.write_text(json.dumps(cases, indent=0, sort_keys=True) + "\n")
print(f"{len(cases)} cases, {TARGET.stat().st_size} bytes in {TARGET.relative_to(ROOT)}")
