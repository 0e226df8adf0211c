"""Films spoiled on purpose, for the quality head. Tensors (N, 1, H, W) in 0..1."""

import torch
import torch.nn.functional as F
from torch import Tensor

from .augment import curved, lettered, masked, noisy, smoothed, sometimes, uniform


def pick(rng: torch.Generator, low: float, high: float) -> float:
    return float(torch.rand(1, generator=rng)) * (high - low) + low


QUALITY = ("fine", "rotated", "inverted", "cropped", "blurred", "washed_out", "low_resolution")


def placed(x: Tensor, angle: float, zoom: tuple[float, float], shift: tuple[float, float]) -> Tensor:
    """Turned by `angle` (radians) and cut to the share `zoom` of width and height, centred at `shift` (-1..1)."""
    a = torch.tensor(angle)
    theta = torch.stack(
        [
            torch.stack([a.cos() * zoom[0], -a.sin() * zoom[1], torch.tensor(shift[0])]),
            torch.stack([a.sin() * zoom[0], a.cos() * zoom[1], torch.tensor(shift[1])]),
        ]
    )[None]
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, padding_mode="zeros", align_corners=False)


def ordinary(x: Tensor, rng: torch.Generator) -> Tensor:
    """What a good film may still undergo: a few degrees, a narrow crop, other exposure, letters, mild blur and noise."""
    films = []
    for film in x:
        zoom = pick(rng, 0.85, 1.04)
        film = placed(film[None], pick(rng, -0.17, 0.17), (zoom, zoom * pick(rng, 0.92, 1.08)), (pick(rng, -0.06, 0.06), pick(rng, -0.06, 0.06)))[0]
        films.append(film)
    y = lettered(torch.stack(films), rng)
    n = len(y)
    y = torch.where(sometimes(n, 0.3, rng), masked(y, rng), y)
    y = torch.where(sometimes(n, 0.5, rng), curved(y, rng) * 0.85 + 0.15 * y, y)
    y = torch.where(sometimes(n, 0.4, rng), smoothed(y, uniform(n, 0.3, 1.3, rng)), y)
    return torch.where(sometimes(n, 0.4, rng), noisy(y, rng), y)


def rotated(x: Tensor, rng: torch.Generator) -> Tensor:
    turns = int(torch.randint(1, 4, (1,), generator=rng))
    x = torch.rot90(x, turns, (2, 3))
    return placed(x, pick(rng, -0.5, 0.5), (1.1, 1.1), (0, 0)) if pick(rng, 0, 1) < 0.3 else x


def cropped(x: Tensor, rng: torch.Generator) -> Tensor:
    """Cut to a part: 30 to 58 % of width and height, or half of one side."""
    if pick(rng, 0, 1) < 0.3:
        zoom = (pick(rng, 0.4, 0.52), pick(rng, 0.85, 1)) if pick(rng, 0, 1) < 0.5 else (pick(rng, 0.85, 1), pick(rng, 0.36, 0.5))
    else:
        zoom = (pick(rng, 0.3, 0.58), pick(rng, 0.3, 0.58))
    reach = (1 - zoom[0], 1 - zoom[1])
    return placed(x, 0.0, zoom, (pick(rng, -reach[0], reach[0]), pick(rng, -reach[1], reach[1])))


def blurred(x: Tensor, rng: torch.Generator) -> Tensor:
    for _ in range(3):  # three times sigma s/sqrt(3): reaches further than one kernel of nine
        x = smoothed(x, torch.tensor([pick(rng, 1.6, 4.0)]))
    return x


def washed_out(x: Tensor, rng: torch.Generator) -> Tensor:
    """Hardly any contrast left, or burned to white or black."""
    which = pick(rng, 0, 1)
    if which < 0.6:
        contrast = pick(rng, 0.04, 0.28)
        return x * contrast + pick(rng, 0, 1 - contrast)
    gain = pick(rng, 2.6, 7)
    return (x * gain).clamp(0, 1) if which < 0.8 else (1 - (1 - x) * gain).clamp(0, 1)


def low_resolution(x: Tensor, rng: torch.Generator) -> Tensor:
    side = int(pick(rng, 14, 68))
    small = F.interpolate(x, (side, side), mode="bilinear", antialias=True)
    mode = ("nearest", "bilinear", "bicubic")[int(torch.randint(3, (1,), generator=rng))]
    return F.interpolate(small, x.shape[-2:], mode=mode).clamp(0, 1)


WAYS = {
    "rotated": rotated,
    "inverted": lambda x, rng: 1 - x,
    "cropped": cropped,
    "blurred": blurred,
    "washed_out": washed_out,
    "low_resolution": low_resolution,
}


def degraded(x: Tensor, rng: torch.Generator) -> tuple[Tensor, list[int]]:
    """Spoils each film in one way drawn at random. @returns films and their index in QUALITY"""
    names = list(WAYS)
    chosen = [names[int(torch.randint(len(names), (1,), generator=rng))] for _ in x]
    films = [WAYS[name](film[None], rng)[0] for name, film in zip(chosen, x, strict=True)]
    return torch.stack(films), [QUALITY.index(name) for name in chosen]
