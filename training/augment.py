"""Changes that a film may undergo without changing what it shows, drawn anew for every film and every epoch.

The aim is generalisation: grey level, sharpness, aspect, letters and borders differ between normal films and pneumonia in this data set
(other rooms, other devices), and a network left alone learns them instead of the lungs. Here each is made worthless as evidence.
All functions take and return float tensors (N, 1, H, W) in 0..1, whole batches at once and without a loop over films, on whatever device
the films and the generator are on.
"""

import functools

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

MARKS = ("R", "L", "AP", "PA", "RT", "LT", "A-P", "PORT", "SUPINE", "ICU", "R1", "L2", "12:40", "ER 3", "AP SITTING", "+", "RAO", "B", "D", "S")
EDGES = ("zeros", "border", "reflection")


def drawn(rng: torch.Generator, *shape: int) -> Tensor:
    """Uniform in 0..1, on the generator's device."""
    return torch.rand(*shape, generator=rng, device=rng.device)


def between(rng: torch.Generator, low: float, high: float, *shape: int) -> Tensor:
    return drawn(rng, *shape) * (high - low) + low


def uniform(n: int, low: float, high: float, rng: torch.Generator) -> Tensor:
    return between(rng, low, high, n, 1, 1, 1)


def sometimes(n: int, share: float, rng: torch.Generator) -> Tensor:
    return drawn(rng, n, 1, 1, 1) < share


def moved(x: Tensor, size: int, rng: torch.Generator) -> Tensor:
    """Turns (to 14 degrees), zooms, stretches, shears, shifts and mirrors; the result is size x size.

    Mirroring is allowed on purpose: the side of the heart is no evidence for any class, and a mirrored film also moves the burned-in
    letters to the other corner. Stretching matters because the data set squeezed originals of 0.84 to 3.2 times as wide as high.
    """
    n = len(x)
    angle = between(rng, -1, 1, n) * np.deg2rad(14)
    zoom = between(rng, 0.68, 1.06, n)
    stretch = torch.exp(between(rng, -0.2, 0.2, n))
    shear = between(rng, -0.12, 0.12, n)
    flip = torch.where(drawn(rng, n) < 0.5, -1.0, 1.0)
    room = torch.clamp(1.08 - zoom, min=0.04)
    shift = between(rng, -0.6, 0.6, n, 2) * room[:, None]
    cos, sin = torch.cos(angle), torch.sin(angle)
    theta = torch.stack(
        [
            torch.stack([cos * zoom * stretch * flip, (-sin + shear) * zoom, shift[:, 0]], 1),
            torch.stack([sin * zoom * flip, cos * zoom / stretch, shift[:, 1]], 1),
        ],
        1,
    )
    grid = F.affine_grid(theta, [n, 1, size, size], align_corners=False)
    # A third of the batch each: black beyond the edge, its last pixels drawn out, or mirrored. The batch itself is in random order.
    parts = [torch.arange(i, n, len(EDGES), device=x.device) for i in range(len(EDGES))]
    out = torch.empty(n, x.shape[1], size, size, dtype=x.dtype, device=x.device)
    for edge, part in zip(EDGES, parts, strict=True):
        if len(part):
            out[part] = F.grid_sample(x[part], grid[part], mode="bilinear", padding_mode=edge, align_corners=False)
    return out


def bare(x: Tensor, size: int, rng: torch.Generator) -> Tensor:
    """Nothing but a random crop and mirroring: what a network learns when letters, borders and exposure are left to it. For comparison only."""
    top, left = (int(drawn(rng, 1) * (x.shape[-1] - size + 1)) for _ in range(2))
    x = x[:, :, top : top + size, left : left + size]
    return x.flip(3) if drawn(rng, 1) < 0.5 else x


def curved(x: Tensor, rng: torch.Generator) -> Tensor:
    """Another exposure and another film: a random rising curve on the grey levels, then contrast and brightness."""
    n = len(x)
    steps = drawn(rng, n, 8) ** 2 + 0.15
    knots = torch.cat([torch.zeros(n, 1, device=x.device), torch.cumsum(steps, 1)], 1) / steps.sum(1, keepdim=True)
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
    field = between(rng, -1, 1, len(x), 1, 3, 3)
    field = F.interpolate(field, x.shape[-2:], mode="bicubic", align_corners=True)
    return (x * torch.exp(field * uniform(len(x), 0, 0.35, rng))).clamp(0, 1)


def smoothed(x: Tensor, sigma: Tensor) -> Tensor:
    """Gaussian blur with one sigma (pixels) per film."""
    n, _, h, w = x.shape
    reach = torch.arange(-4, 5, dtype=x.dtype, device=x.device)
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
    return (x + torch.randn(x.shape, generator=rng, device=x.device) * uniform(len(x), 0, 0.05, rng)).clamp(0, 1)


# ITU-T T.81 Annex K.1, luminance
QUANTISATION = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)


@functools.cache
def cosines(device: torch.device) -> Tensor:
    """The orthonormal 8-point cosine transform (T.81 A.3.3)."""
    k = torch.arange(8, dtype=torch.float32, device=device)
    rows = torch.cos((2 * k[None] + 1) * k[:, None] * torch.pi / 16) / 2
    rows[0] /= 2**0.5
    return rows


@functools.cache
def quantisation(device: torch.device) -> Tensor:
    return torch.tensor(QUANTISATION, dtype=torch.float32, device=device)


def recompressed(x: Tensor, rng: torch.Generator) -> Tensor:
    """What JPEG at quality 30 to 90 leaves of a grey film (T.81: blocks of 8, quantised cosines; scaled as libjpeg does). Sides are multiples of 8."""
    n, _, h, w = x.shape
    quality = between(rng, 30, 90, n).floor()
    scale = torch.where(quality < 50, 5000 / quality, 200 - 2 * quality)
    table = ((quantisation(x.device) * scale[:, None, None] + 50) / 100).floor().clamp(1, 255)[:, None, None]
    turn = cosines(x.device)
    blocks = (x * 255).round().view(n, h // 8, 8, w // 8, 8).transpose(2, 3) - 128
    kept = ((turn @ blocks @ turn.T) / table).round() * table
    return ((turn.T @ kept @ turn + 128).round().clamp(0, 255) / 255).transpose(2, 3).reshape(n, 1, h, w)


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


@functools.cache
def marks(device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """@returns the bank as one tensor (count, H, W), padded with nothing at right and bottom, and the heights and widths of the marks"""
    bank = mark_bank()
    high, wide = (torch.tensor([m.shape[i] for m in bank]) for i in range(2))
    ink = torch.zeros(len(bank), int(high.max()), int(wide.max()))
    for i, mark in enumerate(bank):
        ink[i, : mark.shape[0], : mark.shape[1]] = mark
    return ink.to(device), high.to(device), wide.to(device)


def outer(n: int, reach: float, first: float, rng: torch.Generator) -> Tensor:
    """A place in 0..1 within `reach` of the one end (share `first`) or of the other."""
    place = between(rng, 0, reach, n)
    return torch.where(drawn(rng, n) < first, place, 1 - place)


def lettered(x: Tensor, rng: torch.Generator) -> Tensor:
    """Burns one to three marks into the outer parts of six films in ten."""
    n, _, h, w = x.shape
    ink, high, wide = marks(x.device)
    ys, xs = torch.arange(h, device=x.device), torch.arange(w, device=x.device)
    count = torch.where(drawn(rng, n) < 0.6, 1 + (drawn(rng, n) * 3).long().clamp(max=2), 0)
    for turn in range(3):
        which = (drawn(rng, n) * len(ink)).long().clamp(max=len(ink) - 1)
        mh, mw = high[which].clamp(max=h // 4), wide[which].clamp(max=w // 3)
        top, left = (outer(n, 0.3, 0.6, rng) * (h - mh)).long(), (outer(n, 0.2, 0.5, rng) * (w - mw)).long()
        row, column = ys[None] - top[:, None], xs[None] - left[:, None]
        inside = ((row >= 0) & (row < mh[:, None]))[:, :, None] & ((column >= 0) & (column < mw[:, None]))[:, None]
        row, column = row.clamp(0, ink.shape[1] - 1), column.clamp(0, ink.shape[2] - 1)
        here = ink[which[:, None, None], row[:, :, None], column[:, None]] * inside * (turn < count)[:, None, None]
        tone = torch.where(drawn(rng, n) < 0.85, between(rng, 0.6, 1, n), between(rng, 0, 0.2, n))
        x = x * (1 - here[:, None]) + (here * tone[:, None, None])[:, None]
    return x


def hidden(n: int, h: int, w: int, rng: torch.Generator) -> Tensor:
    """Where a film is covered, (n, h, w): corners, edge strips, and now and then a small piece anywhere."""
    ys, xs = torch.arange(h, device=rng.device)[None], torch.arange(w, device=rng.device)[None]
    upto = lambda size, low, high: (between(rng, low, high, n) * size)[:, None]  # noqa: E731
    cover = torch.zeros(n, h, w, dtype=torch.bool, device=rng.device)
    corners = drawn(rng, n) < 0.4
    for corner in range(4):
        y, x = ys if corner < 2 else h - 1 - ys, xs if corner % 2 == 0 else w - 1 - xs
        on = (corners & (drawn(rng, n) < 0.5))[:, None, None]
        cover |= on & (y < upto(h, 0.05, 0.24))[:, :, None] & (x < upto(w, 0.05, 0.24))[:, None]
    strips = (drawn(rng, n) < 0.3)[:, None, None]
    rows = (ys < upto(h, 0, 0.1)) | (h - 1 - ys < upto(h, 0, 0.1))
    columns = (xs < upto(w, 0, 0.1)) | (w - 1 - xs < upto(w, 0, 0.1))
    cover |= strips & (rows[:, :, None] | columns[:, None])
    ph, pw = upto(h, 0.08, 0.25), upto(w, 0.08, 0.25)
    top, left = drawn(rng, n)[:, None] * (h - ph), drawn(rng, n)[:, None] * (w - pw)
    piece = ((ys >= top) & (ys < top + ph))[:, :, None] & ((xs >= left) & (xs < left + pw))[:, None]
    return cover | ((drawn(rng, n) < 0.25)[:, None, None] & piece)


def masked(x: Tensor, rng: torch.Generator) -> Tensor:
    """Hides what carries no lung under black, white, the film's mean or any tone."""
    n, _, h, w = x.shape
    tones = torch.stack([torch.zeros(n, device=x.device), torch.ones(n, device=x.device), x.mean((1, 2, 3)), drawn(rng, n)])
    tone = tones.gather(0, (drawn(rng, n) * 4).long().clamp(max=3)[None])[0]
    return torch.where(hidden(n, h, w, rng)[:, None], tone.view(n, 1, 1, 1), x)


def exposed(x: Tensor, rng: torch.Generator, strength: float) -> Tensor:
    n = len(x)
    flat = sometimes(n, 0.1 * strength, rng).flatten()
    x = x.clone()
    x[flat] = equalised(x[flat])
    x = torch.where(sometimes(n, 0.85 * strength, rng), curved(x, rng), x)
    return torch.where(sometimes(n, 0.5 * strength, rng), shaded(x, rng), x)


def augmented(x: Tensor, size: int, rng: torch.Generator, strength: float = 1.0) -> Tensor:
    """All of the above with the shares we train with. Exposure comes after letters for half of the films, before for the others.

    @param strength  multiplies how often grey levels and sharpness are changed; 1 = hardly a film stays as it was
    """
    x = moved(x, size, rng)
    n = len(x)
    first = sometimes(n, 0.5, rng)
    x = torch.where(first, masked(lettered(x, rng), rng), x)
    x = exposed(x, rng, strength)
    x = torch.where(first, x, masked(lettered(x, rng), rng))
    x = torch.where(sometimes(n, 0.5 * strength, rng), resharpened(x, rng), x)
    x = torch.where(sometimes(n, 0.4 * strength, rng), noisy(x, rng), x)
    again = (drawn(rng, n) < 0.25 * strength).nonzero().flatten()
    x = x.clone()
    x[again] = recompressed(x[again], rng)
    return x
