"""Changes that a film may undergo without changing what it shows, drawn anew for every film and every epoch.

The aim is generalisation: grey level, sharpness, aspect, letters and borders differ between normal films and pneumonia in this data set
(other rooms, other devices), and a network left alone learns them instead of the lungs. Here each is made worthless as evidence.
All functions take and return float tensors (N, 1, H, W) in 0..1.
"""

import io

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

MARKS = ("R", "L", "AP", "PA", "RT", "LT", "A-P", "PORT", "SUPINE", "ICU", "R1", "L2", "12:40", "ER 3", "AP SITTING", "+", "RAO", "B", "D", "S")


def uniform(n: int, low: float, high: float, rng: torch.Generator) -> Tensor:
    return torch.rand(n, 1, 1, 1, generator=rng) * (high - low) + low


def sometimes(n: int, share: float, rng: torch.Generator) -> Tensor:
    return torch.rand(n, 1, 1, 1, generator=rng) < share


def moved(x: Tensor, size: int, rng: torch.Generator) -> Tensor:
    """Turns (to 14 degrees), zooms, stretches, shears, shifts and mirrors; the result is size x size.

    Mirroring is allowed on purpose: the side of the heart is no evidence for any class, and a mirrored film also moves the burned-in
    letters to the other corner. Stretching matters because the data set squeezed originals of 0.84 to 3.2 times as wide as high.
    """
    n = len(x)
    angle = (torch.rand(n, generator=rng) - 0.5) * 2 * np.deg2rad(14)
    zoom = torch.empty(n).uniform_(0.68, 1.06, generator=rng)
    stretch = torch.exp((torch.rand(n, generator=rng) - 0.5) * 2 * 0.2)
    shear = (torch.rand(n, generator=rng) - 0.5) * 0.24
    flip = torch.where(torch.rand(n, generator=rng) < 0.5, -1.0, 1.0)
    room = torch.clamp(1.08 - zoom, min=0.04)
    shift = (torch.rand(n, 2, generator=rng) - 0.5) * 2 * room[:, None] * 0.6
    cos, sin = torch.cos(angle), torch.sin(angle)
    theta = torch.stack(
        [
            torch.stack([cos * zoom * stretch * flip, (-sin + shear) * zoom, shift[:, 0]], 1),
            torch.stack([sin * zoom * flip, cos * zoom / stretch, shift[:, 1]], 1),
        ],
        1,
    )
    grid = F.affine_grid(theta, [n, 1, size, size], align_corners=False)
    mode = ("zeros", "border", "reflection")[int(torch.randint(3, (1,), generator=rng))]
    return F.grid_sample(x, grid, mode="bilinear", padding_mode=mode, align_corners=False)


def bare(x: Tensor, size: int, rng: torch.Generator) -> Tensor:
    """Nothing but a random crop and mirroring: what a network learns when letters, borders and exposure are left to it. For comparison only."""
    top, left = (int(torch.randint(x.shape[-1] - size + 1, (1,), generator=rng)) for _ in range(2))
    x = x[:, :, top : top + size, left : left + size]
    return x.flip(3) if torch.rand(1, generator=rng) < 0.5 else x


def curved(x: Tensor, rng: torch.Generator) -> Tensor:
    """Another exposure and another film: a random rising curve on the grey levels, then contrast and brightness."""
    n = len(x)
    steps = torch.rand(n, 8, generator=rng) ** 2 + 0.15
    knots = torch.cat([torch.zeros(n, 1), torch.cumsum(steps, 1)], 1) / steps.sum(1, keepdim=True)
    share = uniform(n, 0, 0.7, rng)
    place = x * 8
    left = place.floor().clamp(0, 7)
    flat = left.long().view(n, -1)
    low, high = knots.gather(1, flat).view_as(x), knots.gather(1, flat + 1).view_as(x)
    x = (1 - share) * x + share * (low + (high - low) * (place - left))
    x = x.clamp(1e-4, 1) ** torch.exp(uniform(n, -0.45, 0.45, rng))
    contrast, brightness = uniform(n, 0.65, 1.3, rng), uniform(n, -0.15, 0.15, rng)
    return ((x - 0.5) * contrast + 0.5 + brightness).clamp(0, 1)


def equalised(x: Tensor) -> Tensor:
    """Global histogram equalisation by rank."""
    flat = x.flatten(1)
    ranks = flat.argsort(1).argsort(1).to(x.dtype) / (flat.shape[1] - 1)
    return ranks.view_as(x)


def shaded(x: Tensor, rng: torch.Generator) -> Tensor:
    """Uneven exposure: a slow multiplicative field, as from a tilted grid or heel effect."""
    field = (torch.rand(len(x), 1, 3, 3, generator=rng) - 0.5) * 2
    field = F.interpolate(field, x.shape[-2:], mode="bicubic", align_corners=True)
    return (x * torch.exp(field * uniform(len(x), 0, 0.35, rng))).clamp(0, 1)


def smoothed(x: Tensor, sigma: Tensor) -> Tensor:
    """Gaussian blur with one sigma (pixels) per film."""
    n, _, h, w = x.shape
    reach = torch.arange(-4, 5, dtype=x.dtype)
    kernel = torch.exp(-0.5 * (reach[None] / sigma.view(n, 1).clamp(min=0.05)) ** 2)
    kernel = kernel / kernel.sum(1, keepdim=True)
    y = F.pad(x.view(1, n, h, w), (4, 4, 4, 4), mode="reflect")
    y = F.conv2d(y, kernel.view(n, 1, 1, 9), groups=n)
    return F.conv2d(y, kernel.view(n, 1, 9, 1), groups=n).view(n, 1, h, w)


def resharpened(x: Tensor, rng: torch.Generator) -> Tensor:
    """Softer or sharper: normal originals are larger, hence sharper once squeezed; sharpness must not give them away."""
    n = len(x)
    soft = smoothed(x, uniform(n, 0.3, 1.6, rng))
    amount = uniform(n, 0.2, 1.5, rng)
    return torch.where(sometimes(n, 0.5, rng), soft, (x + (x - soft) * amount).clamp(0, 1))


def noisy(x: Tensor, rng: torch.Generator) -> Tensor:
    return (x + torch.randn(x.shape, generator=rng) * uniform(len(x), 0, 0.05, rng)).clamp(0, 1)


def recompressed(x: Tensor, rng: torch.Generator) -> Tensor:
    out = x.clone()
    for i in range(len(x)):
        store = io.BytesIO()
        picture = Image.fromarray((x[i, 0].numpy() * 255 + 0.5).astype(np.uint8))
        picture.save(store, "JPEG", quality=int(torch.randint(30, 90, (1,), generator=rng)))
        out[i, 0] = torch.from_numpy(np.array(Image.open(store), dtype=np.float32) / 255)
    return out


def pick(rng: torch.Generator, low: float, high: float) -> float:
    return float(torch.rand(1, generator=rng)) * (high - low) + low


def mark_bank(count: int = 160, seed: int = 7) -> list[Tensor]:
    """Letters and short words as a technician burns them in, some in a box, (h, w) in 0..1."""
    rng = np.random.default_rng(seed)
    bank = []
    for _ in range(count):
        text, font = MARKS[rng.integers(len(MARKS))], ImageFont.load_default(size=float(rng.uniform(8, 26)))
        left, top, right, bottom = font.getbbox(text)
        picture = Image.new("L", (int(right - left) + 6, int(bottom - top) + 6), 0)
        draw = ImageDraw.Draw(picture)
        draw.text((3 - left, 3 - top), text, fill=255, font=font)
        if rng.random() < 0.3:
            draw.rectangle((0, 0, picture.width - 1, picture.height - 1), outline=255)
        if rng.random() < 0.2:
            picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        bank.append(torch.from_numpy(np.asarray(picture, dtype=np.float32) / 255))
    return bank


BANK = mark_bank()


def lettered(film: Tensor, rng: torch.Generator) -> None:
    """Burns one to three marks into the outer parts of one film (1, H, W), in place."""
    _, h, w = film.shape
    for _ in range(int(torch.randint(1, 4, (1,), generator=rng))):
        mark = BANK[int(torch.randint(len(BANK), (1,), generator=rng))]
        mh, mw = min(mark.shape[0], h // 4), min(mark.shape[1], w // 3)
        outer_y = pick(rng, 0, 0.3)
        top = int((outer_y if pick(rng, 0, 1) < 0.6 else 1 - outer_y) * (h - mh))
        outer_x = pick(rng, 0, 0.2)
        left = int((outer_x if pick(rng, 0, 1) < 0.5 else 1 - outer_x) * (w - mw))
        place = film[0, top : top + mh, left : left + mw]
        ink = mark[:mh, :mw]
        place.copy_(place * (1 - ink) + ink * (pick(rng, 0.6, 1) if pick(rng, 0, 1) < 0.85 else pick(rng, 0, 0.2)))


def masked(film: Tensor, rng: torch.Generator) -> None:
    """Hides what carries no lung: corners, edge strips; and now and then a small piece anywhere. In place, film is (1, H, W)."""
    _, h, w = film.shape
    tone = (0.0, 1.0, float(film.mean()), pick(rng, 0, 1))[int(torch.randint(4, (1,), generator=rng))]
    if pick(rng, 0, 1) < 0.4:
        for corner in range(4):
            if pick(rng, 0, 1) < 0.5:
                ch, cw = int(pick(rng, 0.05, 0.24) * h), int(pick(rng, 0.05, 0.24) * w)
                ys = slice(0, ch) if corner < 2 else slice(h - ch, h)
                xs = slice(0, cw) if corner % 2 == 0 else slice(w - cw, w)
                film[:, ys, xs] = tone
    if pick(rng, 0, 1) < 0.3:
        top, bottom, left, right = (int(pick(rng, 0, 0.1) * s) for s in (h, h, w, w))
        film[:, :top], film[:, h - bottom :] = tone, tone
        film[:, :, :left], film[:, :, w - right :] = tone, tone
    if pick(rng, 0, 1) < 0.25:
        eh, ew = int(pick(rng, 0.08, 0.25) * h), int(pick(rng, 0.08, 0.25) * w)
        top, left = int(pick(rng, 0, 1) * (h - eh)), int(pick(rng, 0, 1) * (w - ew))
        film[:, top : top + eh, left : left + ew] = tone


def augmented(x: Tensor, size: int, rng: torch.Generator, strength: float = 1.0) -> Tensor:
    """All of the above with the shares we train with. Exposure comes after letters for half of the batches, before for the other.

    @param strength  multiplies how often grey levels and sharpness are changed; 1 = hardly a film stays as it was
    """
    x = moved(x, size, rng)
    n = len(x)
    letters_first = bool(torch.rand(1, generator=rng) < 0.5)
    for stage in (letters_first, not letters_first):
        if stage:
            for film in x:
                if pick(rng, 0, 1) < 0.6:
                    lettered(film, rng)
                masked(film, rng)
        else:
            flat = sometimes(n, 0.1 * strength, rng).flatten()
            x[flat] = equalised(x[flat])
            x = torch.where(sometimes(n, 0.85 * strength, rng), curved(x, rng), x)
            x = torch.where(sometimes(n, 0.5 * strength, rng), shaded(x, rng), x)
    x = torch.where(sometimes(n, 0.5 * strength, rng), resharpened(x, rng), x)
    x = torch.where(sometimes(n, 0.4 * strength, rng), noisy(x, rng), x)
    again = (torch.rand(n, generator=rng) < 0.25 * strength).nonzero().flatten()
    x[again] = recompressed(x[again], rng)
    return x
