#!/usr/bin/env python3
"""Golden values of optimizers, schedules, clipping and moving averages, from PyTorch.

Writes Tests/ActiveLearningTests/Fixtures/optimizers.json, which OptimizerTests.swift and
ScheduleTests.swift compare with. Everything is computed in float64. Needs PyTorch (any version from
2.1 on, CPU) and NumPy; deterministic: the same file every time.

    python3 scripts/dev/golden-optimizers.py

Two parameters, of shapes [3, 5] and [4], start at values(0) and values(1); at step t = 1, 2, … 6
their gradients are values(10 t) and values(10 t + 1), where number i of values(k) is
((i * 7919 + k * 104729) % 2039 - 1019) / 1019 in single precision. Kept are the weights, one after
the other, after the last step.
"""

import json
import pathlib

import numpy as np
import torch
from torch.optim import lr_scheduler
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "Tests/ActiveLearningTests/Fixtures/optimizers.json"
SHAPES, STEPS = [(3, 5), (4,)], 6


def values(k, shape):
    numbers = [((i * 7919 + k * 104729) % 2039 - 1019) / 1019 for i in range(int(np.prod(shape)))]
    return torch.tensor(np.array(numbers, "f4").reshape(shape)).double()


def start():
    return [values(k, shape).requires_grad_() for k, shape in enumerate(SHAPES)]


def gradients(step):
    return [values(10 * step + k, shape) for k, shape in enumerate(SHAPES)]


def flat(tensors):
    return [float(v) for t in tensors for v in t.detach().flatten()]


def steps(make):
    weights = start()
    optimizer = make(weights)
    for step in range(1, STEPS + 1):
        for w, g in zip(weights, gradients(step)):
            w.grad = g
        optimizer.step()
    return flat(weights)


SGD, ADAM, ADAMW, RMS = (
    torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop)
optimizers = {
    "sgd": lambda p: SGD(p, lr=.1),
    "sgd momentum": lambda p: SGD(p, lr=.1, momentum=.9),
    "sgd nesterov decay": lambda p: SGD(p, lr=.1, momentum=.8, nesterov=True, weight_decay=.05),
    "adam": lambda p: ADAM(p, lr=.02),
    "adam all": lambda p: ADAM(p, lr=.02, betas=(.8, .95), eps=1e-4, weight_decay=.1),
    "adamw": lambda p: ADAMW(p, lr=.02),
    "adamw all": lambda p: ADAMW(p, lr=.02, betas=(.8, .95), eps=1e-4, weight_decay=.3),
    "rmsprop": lambda p: RMS(p, lr=.01),
    "rmsprop momentum": lambda p: RMS(p, lr=.01, momentum=.9),
    "rmsprop centred": lambda p: RMS(p, lr=.01, alpha=.9, centered=True),
    "rmsprop all": lambda p: RMS(
        p, lr=.01, alpha=.9, eps=1e-4, weight_decay=.1, momentum=.5, centered=True),
}


def rates(total, make):
    """The factor of each of `total` steps."""
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = make(optimizer)
    found = []
    for _ in range(total):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def warm(optimizer, steps, then):
    # (s + 1) / steps at step s.
    rise = lr_scheduler.LinearLR(optimizer, 1 / steps, 1, total_iters=steps - 1)
    return lr_scheduler.SequentialLR(optimizer, [rise, then], milestones=[steps])


schedules = {
    "constant": rates(5, lambda o: lr_scheduler.ConstantLR(o, 1)),
    "multi_step 6 12 16 factor 0.2": rates(20, lambda o: lr_scheduler.MultiStepLR(o, [6, 12, 16], .2)),
    "multi_step 0.25 0.5 0.75": rates(20, lambda o: lr_scheduler.MultiStepLR(o, [5, 10, 15], .1)),
    "cosine": rates(20, lambda o: lr_scheduler.CosineAnnealingLR(o, 20)),
    "cosine 20 floor 0.05": rates(
        20, lambda o: lr_scheduler.CosineAnnealingLR(o, 20, eta_min=.05)),
    "warm_up 5 cosine": rates(20, lambda o: warm(o, 5, lr_scheduler.CosineAnnealingLR(o, 15))),
    "warm_up 2 multi_step 4 8": rates(
        20, lambda o: warm(o, 2, lr_scheduler.MultiStepLR(o, [4, 8], .1))),
}


def clipped(clip):
    weights = start()
    for w, g in zip(weights, gradients(1)):
        w.grad = g.clone()
    norm = clip(weights)
    return flat([w.grad for w in weights]) + ([float(norm)] if norm is not None else [])


clip_norm, clip_value = torch.nn.utils.clip_grad_norm_, torch.nn.utils.clip_grad_value_
clipping = {
    "norm 0.5": clipped(lambda p: clip_norm(p, .5)),
    "norm 100": clipped(lambda p: clip_norm(p, 100)),
    "value 0.25": clipped(lambda p: clip_value(p, .25)),
}


def averaged(decay):
    model = torch.nn.Module()
    for k, w in enumerate(start()):
        model.register_parameter(f"p{k}", torch.nn.Parameter(w.detach().clone()))
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay))
    average.update_parameters(model)  # the first call copies
    for step in range(1, STEPS + 1):
        with torch.no_grad():
            for w, g in zip(model.parameters(), gradients(step)):
                w.copy_(g)
        average.update_parameters(model)
    return flat(average.module.parameters())


cases = {
    "optimizers": {name: steps(make) for name, make in optimizers.items()},
    "schedules": schedules, "clipping": clipping, "averages": {"0.9": averaged(.9)},
}
TARGET.write_text(json.dumps(cases, indent=0, sort_keys=True) + "\n")
print(f"{TARGET.stat().st_size} bytes in {TARGET.relative_to(ROOT)}")
