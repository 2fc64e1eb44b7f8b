"""The work of crescent-bench in PyTorch, on request: a line of JSON in, a line of JSON out.

Run:  python engine.py --threads 2              serves {"work", "precision", "variant", "times"}
      python engine.py --memory cae-step …      prints memory before the work is built and its peak
A variant is default, channels-last, or either with +compile.
"""
import argparse, json, sys, time
from contextlib import nullcontext
from functools import partial

import torch
from torch import nn
import torch.nn.functional as F

import networks
import rule


def step(network, optimizer, images, forward, precision):
    """A whole training step, as a function that returns the loss."""
    low = precision == "bf16"

    def run():
        with torch.autocast("cpu", torch.bfloat16) if low else nullcontext():
            loss = forward(network, images)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return [loss.item()]

    return run


def training(network, shape, forward, optimizer, variant, precision):
    rule.fill(network)
    images = rule.images(*shape)
    network, images = arranged(network, images, variant)
    return step(network, optimizer(network.parameters()), images, forward, precision)


def arranged(network, images, variant):
    if variant.startswith("channels-last"):
        network = network.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    if variant.endswith("+compile"):
        network = torch.compile(network)
    return network, images


def adam(parameters):
    return torch.optim.Adam(parameters, 1e-3, fused=True)


def sgd(parameters):
    return torch.optim.SGD(parameters, 0.01, momentum=0.9, weight_decay=5e-4, fused=True)


def classifier(network, batch, variant, precision):
    labels = rule.labels(batch)
    return training(network(), (batch, 3, 32, 32), lambda n, x: F.cross_entropy(n(x), labels), sgd,
                    variant, precision)


def autoencoder(variant, precision):
    return training(networks.Autoencoder(), (256, 1, 28, 28), lambda n, x: F.mse_loss(n(x), x),
                    adam, variant, precision)


class Scores(nn.Module):
    """Probabilities and embeddings in one pass."""

    def __init__(self, network, last):
        super().__init__()
        self.network, self.last = network, last

    def forward(self, x):
        embeddings = self.network.embed(x)
        return self.last(embeddings).softmax(1), embeddings


def scoring(count, variant, precision):
    """Probabilities and embeddings of a pool by ResNet-18, 250 images at a time."""
    network = networks.ResNet18().eval()
    rule.fill(network)
    network, images = arranged(Scores(network, network.fc), rule.images(count, 3, 32, 32), variant)
    low = precision == "bf16"

    @torch.inference_mode()
    def run():
        with torch.autocast("cpu", torch.bfloat16) if low else nullcontext():
            chunks = [network(chunk) for chunk in images.split(250)]
        probabilities, embeddings = (torch.cat(parts).float() for parts in zip(*chunks))
        return [probabilities.square().mean().item(), embeddings.square().mean().item()]

    return run


works = {
    "cae-step": autoencoder,
    "cnn-step": partial(classifier, networks.CNN, 128),
    "resnet18-step": partial(classifier, networks.ResNet18, 128),
    "vgg16-step": partial(classifier, networks.VGG16, 128),
    "resnet18-scoring": partial(scoring, 10_000),
    "resnet18-scoring-tenth": partial(scoring, 1000),
}


def timed(run):
    start = time.perf_counter()
    values = run()
    return 1e3 * (time.perf_counter() - start), values


def serve():
    ready = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            key = request["work"], request["precision"], request["variant"]
            if key not in ready:
                ready[key] = works[key[0]](key[2], key[1])
            runs = [timed(ready[key]) for _ in range(request["times"])]
            answer = {"ms": [ms for ms, _ in runs], "values": [values for _, values in runs]}
        except Exception as error:  # Whatever a compiler may say: the other side reports it.
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def memory_now(field):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(field)) * 1024e-6


def memory(o):
    before = memory_now("VmRSS")
    run = works[o.memory](o.variant, o.precision)
    for _ in range(o.runs):
        run()
    print(json.dumps({"before_mb": before, "peak_mb": memory_now("VmHWM")}))


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--threads", type=int, required=True)
    p.add_argument("--memory", choices=works)
    p.add_argument("--variant", default="default")
    p.add_argument("--precision", choices=["f32", "bf16"], default="f32")
    p.add_argument("--runs", type=int, default=5)
    o = p.parse_args()
    torch.set_num_threads(o.threads)
    memory(o) if o.memory else serve()
