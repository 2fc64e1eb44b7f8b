#!/usr/bin/env python3
"""Makes the golden numbers of image changes: torchvision's on a small image that follows a rule.

Run: python3 scripts/dev/golden-augmentation.py   (needs torch, torchvision; rewrites the fixture)
"""
import json
import pathlib

import torch
import torchvision.transforms.v2.functional as F

root = pathlib.Path(__file__).resolve().parents[2]
height, width = 7, 9
c, y, x = torch.meshgrid(torch.arange(3), torch.arange(height), torch.arange(width), indexing="ij")
image = ((7 * 4 + 31 * c + 5 * y + 3 * x + x * y * 11 + 40 * c * x) % 256).to(torch.float32) / 255


def flat(values):
    return [round(v, 7) for v in values.flatten().tolist()]


cases = {
    "brightness": flat(F.adjust_brightness(image, 1.4)),
    "contrast": flat(F.adjust_contrast(image, 0.6)),
    "saturation": flat(F.adjust_saturation(image, 1.7)),
    "hue": flat(F.adjust_hue(image, 0.17)),
    "hue_back": flat(F.adjust_hue(image, -0.3)),
    "grey": flat(F.rgb_to_grayscale(image, 3)),
    "blur": flat(F.gaussian_blur(image, [5, 5], [1.3, 1.3])),
    "all": flat(F.adjust_hue(F.adjust_saturation(F.adjust_contrast(F.adjust_brightness(
        image, 0.8), 1.3), 0.5), 0.08)),
    "mirror": flat(F.horizontal_flip(image)),
    "turned": flat(F.rotate(image[:, :, :7], 90)),
}
out = root / "Tests/ActiveLearningTests/Fixtures/augmentation.json"
out.write_text(json.dumps({"height": height, "width": width, "cases": cases}, separators=(",", ":")))
print(out.stat().st_size, "bytes")
