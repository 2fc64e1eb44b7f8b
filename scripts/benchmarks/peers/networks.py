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


class CNN(nn.Module):
    """Three blocks of two 3x3 convolutions with batch-norm and a pooling, for 3x32x32."""

    def __init__(self):
        super().__init__()
        channels = 3
        for place, width in enumerate([32, 64, 128], 1):
            setattr(self, f"block{place}", nn.Sequential(OrderedDict(
                conv1=nn.Conv2d(channels, width, 3, padding=1), bn1=nn.BatchNorm2d(width),
                relu1=nn.ReLU(), conv2=nn.Conv2d(width, width, 3, padding=1),
                bn2=nn.BatchNorm2d(width), relu2=nn.ReLU(), pool=nn.MaxPool2d(2))))
            channels = width
        self.fc = nn.Linear(128 * 4 * 4, 10)

    def embed(self, x):
        return self.block3(self.block2(self.block1(x))).flatten(1)

    def forward(self, x):
        return self.fc(self.embed(x))


class BasicBlock(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or channels != width:
            self.downsample = nn.Sequential(
                nn.Conv2d(channels, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    """torchvision's, with the stem for small images: a 3x3 convolution, no pooling."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        channels = 64
        for place, width in enumerate([64, 128, 256, 512], 1):
            setattr(self, f"layer{place}", nn.Sequential(
                BasicBlock(channels, width, 1 if place == 1 else 2), BasicBlock(width, width, 1)))
            channels = width
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, 10)

    def embed(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.avgpool(x).flatten(1)

    def forward(self, x):
        return self.fc(self.embed(x))


class VGG16(nn.Module):
    """torchvision's features with batch-norm, the mean of each channel, a linear layer."""

    def __init__(self):
        super().__init__()
        layers, channels = [], 3
        for width, count in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
            for _ in range(count):
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width),
                           nn.ReLU(inplace=True)]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(512, 10)

    def embed(self, x):
        return self.avgpool(self.features(x)).flatten(1)

    def forward(self, x):
        return self.classifier(self.embed(x))
