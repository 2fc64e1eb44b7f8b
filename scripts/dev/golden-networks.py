#!/usr/bin/env python3
"""Golden values of whole networks, from PyTorch, torchvision and timm.

Writes, into Tests/ActiveLearningTests/Fixtures:
  networks.json      what GoldenNetworkTests.swift compares with
  tensor-names.json  names and shapes of the tensors of torchvision's and timm's networks
  mnist-net.safetensors, mnist-net.json
                     a network that PyTorch saved in half precision, and what it says of two images
Needs torch, torchvision, timm, safetensors and NumPy (CPU); deterministic: the same files every time.

    python3 scripts/dev/golden-networks.py

Weights and images are made by rule from their names, so that nothing large is stored: number i of a
tensor is a hash of i and of its name, in [-1, 1), times a scale (`by_rule`). Everything is computed in
float64. A network is looked at in evaluation with given running statistics; then takes one step of SGD
(rate 0.001, momentum 0.9, weight decay 5e-4; dropout off); and is looked at again. Of each gradient and
each running statistic the norm and three values are kept, and how far PyTorch's own single precision
is off at most.

Rounding can turn a ReLU or a maximum on or off where values are nearly equal. So the salt of the rule
is the first with which nothing comes closer than MARGIN to such a kink in training, and the rest is
smooth.
"""

import copy
import json
import pathlib

import numpy as np
import safetensors.torch
import timm
import torch
import torch.nn.functional as F
import torchvision
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests/ActiveLearningTests/Fixtures"
MARGIN = 5e-6
torch.set_num_threads(2)


def hashed(name, count):
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed)
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x21F0AAAD)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0xD35A2D97)
    x ^= x >> np.uint32(15)
    return (x >> np.uint32(8)).astype("f4") / np.float32(1 << 23) - np.float32(1)


def by_rule(name, shape, salt):
    """Matrices and kernels as He et al. 2015, uniform; everything else near its usual value."""
    values = hashed(f"{salt} {name}", int(np.prod(shape)))
    kind = name.split(".")[-1]
    if kind == "weight" and len(shape) > 1:
        values *= np.sqrt(np.float32(6) / np.float32(np.prod(shape[1:])))
    elif kind != "images":
        values *= np.float32(0.25)
        if kind in ["weight", "running_var"]:
            values += np.float32(1)
        elif kind == "layer_scale":
            values += np.float32(0.5)
    return torch.tensor(values.reshape(shape))


def fill(model, salt):
    state = model.state_dict()
    for name, tensor in state.items():
        if not name.endswith("num_batches_tracked"):
            tensor.copy_(by_rule(name, tuple(tensor.shape), salt))
    return model


# The networks that no library has, under Crescent's names.

class CNN(nn.Module):
    def __init__(self, channels, side, classes):
        super().__init__()
        for number, (i, o) in enumerate([(channels, 32), (32, 64), (64, 128)], start=1):
            block = nn.Module()
            block.conv1, block.bn1 = nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o)
            block.conv2, block.bn2 = nn.Conv2d(o, o, 3, padding=1), nn.BatchNorm2d(o)
            block.relu1, block.relu2, block.pool = nn.ReLU(), nn.ReLU(), nn.MaxPool2d(2)
            setattr(self, f"block{number}", block)
        self.fc = nn.Linear(128 * (side // 8) ** 2, classes)

    def forward(self, x):
        for b in [self.block1, self.block2, self.block3]:
            x = b.relu1(b.bn1(b.conv1(x)))
            x = b.pool(b.relu2(b.bn2(b.conv2(x))))
        return self.fc(x.flatten(1))


class UncKM(nn.Module):
    def __init__(self, channels, side, classes):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(channels, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1)
        self.conv3 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1, self.fc2 = nn.Linear(64 * (side // 8) ** 2, 128), nn.Linear(128, classes)
        self.relu, self.pool = nn.ReLU(), nn.MaxPool2d(2)

    def forward(self, x):
        for convolution in [self.conv1, self.conv2, self.conv3]:
            x = self.pool(self.relu(convolution(x)))
        return self.fc2(self.relu(self.fc1(x.flatten(1))))


class MNISTNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)
        self.conv2_drop, self.drop = nn.Dropout2d(), nn.Dropout()
        self.fc1, self.fc2 = nn.Linear(320, 50), nn.Linear(50, classes)
        self.relu, self.pool = nn.ReLU(), nn.MaxPool2d(2)

    def forward(self, x):
        x = self.relu(self.pool(self.conv1(x)))
        x = self.relu(self.pool(self.conv2_drop(self.conv2(x))))
        return self.fc2(self.drop(self.relu(self.fc1(x.flatten(1)))))


class BayesianCNN(nn.Module):
    def __init__(self, channels, side, classes):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(channels, 32, 4), nn.Conv2d(32, 32, 4)
        self.fc1 = nn.Linear(32 * ((side - 6) // 2) ** 2, 128)
        self.fc2 = nn.Linear(128, classes)
        self.relu, self.pool = nn.ReLU(), nn.MaxPool2d(2)
        self.dropout1, self.dropout2 = nn.Dropout(0.25), nn.Dropout(0.5)

    def forward(self, x):
        x = self.relu(self.conv2(self.relu(self.conv1(x))))
        x = self.dropout1(self.pool(x)).flatten(1)
        return self.fc2(self.dropout2(self.relu(self.fc1(x))))


class Perceptron(nn.Module):
    def __init__(self, inputs, hidden, classes):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(inputs, hidden), nn.Linear(hidden, hidden)
        self.fc, self.relu = nn.Linear(hidden, classes), nn.ReLU()

    def forward(self, x):
        return self.fc(self.relu(self.fc2(self.relu(self.fc1(x.flatten(1))))))


class Linear(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        return self.fc(x.flatten(1))


# The variants of torchvision's networks.

def resnet(channels, classes, cifar):
    model = torchvision.models.resnet18(num_classes=classes)
    if cifar:
        model.conv1 = nn.Conv2d(channels, 64, 3, padding=1, bias=False)
        model.maxpool = nn.Identity()
    else:
        model.conv1 = nn.Conv2d(channels, 64, 7, 2, 3, bias=False)
    return model


class SmallVGG(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.features = torchvision.models.vgg16_bn().features
        self.features[0] = nn.Conv2d(channels, 64, 3, padding=1)
        self.classifier = nn.Linear(512, classes)

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def big_vgg(hidden, classes):
    model = torchvision.models.VGG(SmallVGG(3, 1).features, num_classes=classes, init_weights=False)
    c = model.classifier
    c[0], c[3], c[6] = nn.Linear(25088, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, classes)
    return model


class EmbeddingConvNeXt(nn.Module):
    def __init__(self, channels, embedding, classes):
        super().__init__()
        whole = torchvision.models.convnext_tiny(num_classes=embedding, stochastic_depth_prob=0)
        whole.features[0][0] = nn.Conv2d(channels, 96, 4, 4)
        self.features, self.avgpool, self.classifier = whole.features, whole.avgpool, whole.classifier
        self.head = nn.Sequential(nn.ReLU(), nn.BatchNorm1d(embedding), nn.Linear(embedding, classes))

    def forward(self, x):
        return self.head(self.classifier(self.avgpool(self.features(x))))


def distance_to_kinks(model, x):
    """The least distance of any value from where rounding changes the gradient."""
    least = [float("inf")]

    def relu(_, inputs):
        least[0] = min(least[0], inputs[0].abs().min().item())

    def pool(module, inputs):
        x = inputs[0]
        size, stride, padding = module.kernel_size, module.stride, module.padding
        x = F.pad(x, [padding] * 4, value=-1e9)
        windows = x.unfold(2, size, stride).unfold(3, size, stride).flatten(4)
        first, second = windows.topk(2).values.unbind(-1)
        gaps = (first - second)[first > 0]  # all zeros: ReLU has no gradient there
        least[0] = min(least[0], gaps.min().item())

    handles = [m.register_forward_pre_hook({nn.ReLU: relu, nn.MaxPool2d: pool}[type(m)])
               for m in model.modules() if type(m) in [nn.ReLU, nn.MaxPool2d]]
    with torch.no_grad():
        model(x)
    for handle in handles:
        handle.remove()
    return least[0]


def positions(count):
    return [(k * 7919 + 13) % count for k in range(3)]


def summary(double, single):
    """Norm, three values, and the error of single precision."""
    flat = double.detach().flatten()
    return rounded([flat.norm().item()] + [flat[p].item() for p in positions(len(flat))]
                   + [rounding(single.detach(), double.detach())])


def measure(model, x, labels):
    """Logits before, loss, gradients, weights and statistics after a step, logits after."""
    model = copy.deepcopy(model)
    with torch.no_grad():
        before = model.eval()(x)
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9, weight_decay=5e-4)
    loss = F.cross_entropy(model(x), labels)
    loss.backward()
    gradients = {name: p.grad.clone() for name, p in model.named_parameters()}
    optimizer.step()
    with torch.no_grad():
        after = model.eval()(x)
    statistics = {n: b for n, b in model.named_buffers() if b.dim() > 0}
    return before, loss.detach(), gradients, statistics, after


def rounding(single, double):
    return (single.double() - double).abs().max().item()


cases = {}


def rounded(values):
    return [float(f"{v:.9g}") for v in values]


def case(name, recipe, options, shape, classes, model, batch=2):
    for module in model.modules():
        if isinstance(module, (nn.Dropout, nn.Dropout2d)):
            module.p = 0
    for salt in range(300):
        fill(model, salt)
        x = by_rule("images", (batch, *shape), salt)
        if distance_to_kinks(copy.deepcopy(model).double().train(), x.double()) > MARGIN:
            break
    else:
        raise SystemExit(f"{name}: no salt keeps away from kinks")
    labels = torch.tensor([(i * 7 + 1) % classes for i in range(batch)])
    exact = measure(model.double(), x.double(), labels)
    single = measure(model.float(), x, labels)
    cases[name] = {
        "recipe": recipe, "options": options, "shape": list(shape), "classes": classes,
        "batch": batch, "salt": salt, "loss": [exact[1].item(), rounding(single[1], exact[1])],
        "gradients": {n: summary(g, single[2][n]) for n, g in exact[2].items()},
        "statistics": {n: summary(b, single[3][n]) for n, b in exact[3].items()},
        "logits": rounded(exact[0].flatten().tolist()),
        "logits after": rounded(exact[4].flatten().tolist()),
        "logits rounding": [rounding(single[k], exact[k]) for k in [0, 4]]}
    worst = sorted((e[-1] / (e[0] / exact[2][n].numel() ** 0.5), n)
                   for n, e in cases[name]["gradients"].items())[-4:]
    print(name, "salt", salt, cases[name]["loss"], cases[name]["logits rounding"], worst, flush=True)


def names(model):
    return [[n, list(t.shape)] for n, t in model.state_dict().items()]


def half_precision_file():
    model = fill(MNISTNet(), 0).half().float()
    safetensors.torch.save_file(
        {n: t.half() for n, t in model.state_dict().items()}, FIXTURES / "mnist-net.safetensors")
    x = by_rule("images", (2, 1, 28, 28), 0).double()
    with torch.no_grad():
        logits = model.double().eval()(x)
    (FIXTURES / "mnist-net.json").write_text(
        json.dumps({"logits": rounded(logits.flatten().tolist())}) + "\n")


if __name__ == "__main__":
    case("resnet18 cifar", "resnet18", {}, (3, 16, 16), 10, resnet(3, 10, True))
    case("resnet18 imagenet", "resnet18", {"stem": "imagenet"}, (1, 64, 32), 7,
         resnet(1, 7, False))
    case("vgg16 linear", "vgg16", {}, (1, 32, 32), 10, SmallVGG(1, 10))
    case("vgg16 big", "vgg16", {"head": "big", "hidden": 24}, (3, 32, 32), 5, big_vgg(24, 5))
    case("convnext_tiny", "convnext_tiny", {"embedding": 12}, (3, 64, 32), 10,
         EmbeddingConvNeXt(3, 12, 10), batch=3)
    case("convnext_tiny plain", "convnext_tiny", {"embedding": 0}, (3, 32, 32), 4,
         torchvision.models.convnext_tiny(num_classes=4, stochastic_depth_prob=0))
    case("cnn", "cnn", {}, (3, 16, 16), 10, CNN(3, 16, 10), batch=4)
    case("unckm_cnn", "unckm_cnn", {}, (1, 28, 28), 10, UncKM(1, 28, 10))
    case("mnist_net", "mnist_net", {}, (1, 28, 28), 10, MNISTNet())
    case("bayesian_cnn", "bayesian_cnn", {}, (1, 16, 16), 10, BayesianCNN(1, 16, 10))
    case("mlp", "mlp", {"hidden": 20, "layers": 2}, (1, 8, 8), 10, Perceptron(64, 20, 10), batch=4)
    case("linear", "linear", {}, (3, 4, 5), 3, Linear(60, 3), batch=4)
    (FIXTURES / "networks.json").write_text(json.dumps(cases, indent=0, sort_keys=True) + "\n")
    (FIXTURES / "tensor-names.json").write_text(json.dumps({
        "torchvision resnet18": names(torchvision.models.resnet18()),
        "torchvision vgg16_bn": names(torchvision.models.vgg16_bn()),
        "torchvision convnext_tiny": names(torchvision.models.convnext_tiny()),
        "timm convnext_tiny": names(timm.create_model("convnext_tiny")),
    }) + "\n")
    half_precision_file()
