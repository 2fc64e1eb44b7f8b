"""The networks of Sources/Bench in PyTorch, under the same names of parameters."""
from collections import OrderedDict

from torch import nn


class Autoencoder(nn.Module):
    """CCL's autoencoder for 1x28x28."""

    def __init__(self, embedding=10):
        super().__init__()
        self.encoder = nn.Sequential(OrderedDict(
            conv1=nn.Conv2d(1, 32, 5, 2, 2), relu1=nn.ReLU(),
            conv2=nn.Conv2d(32, 64, 5, 2, 2), relu2=nn.ReLU(),
            conv3=nn.Conv2d(64, 128, 3, 2), norm=nn.BatchNorm2d(128), relu3=nn.ReLU(),
            flatten=nn.Flatten(), embedding=nn.Linear(1152, embedding)))
        self.decoder = nn.Sequential(OrderedDict(
            expand=nn.Linear(embedding, 1152), norm=nn.BatchNorm1d(1152), relu=nn.ReLU(),
            unflatten=nn.Unflatten(1, (128, 3, 3)),
            deconv3=nn.ConvTranspose2d(128, 64, 3, 2), relu3=nn.ReLU(),
            deconv2=nn.ConvTranspose2d(64, 32, 5, 2, 2, 1), relu2=nn.ReLU(),
            deconv1=nn.ConvTranspose2d(32, 1, 5, 2, 2, 1)))

    def forward(self, x):
        return self.decoder(self.encoder(x))


def three_blocks():
    """Three blocks of two 3x3 convolutions with batch-norm and a pooling, for 3x32x32."""
    layers, channels, place = OrderedDict(), 3, 0
    for block, width in enumerate([32, 64, 128], 1):
        for _ in range(2):
            place += 1
            layers[f"conv{place}"] = nn.Conv2d(channels, width, 3, padding=1)
            layers[f"norm{place}"] = nn.BatchNorm2d(width)
            layers[f"relu{place}"] = nn.ReLU()
            channels = width
        layers[f"pool{block}"] = nn.MaxPool2d(2)
    layers["flatten"] = nn.Flatten()
    layers["linear"] = nn.Linear(128 * 4 * 4, 10)
    return nn.Sequential(layers)
