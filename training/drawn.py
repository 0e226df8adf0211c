"""Pictures drawn by rule for the gate: blank, noise, gradients, pages of text, shapes, and mock radiographs of limbs, hands, skulls and pelves.

The mock radiographs add up thicknesses of soft tissue and bone and show -exp(-thickness), as a film does: bright bone in grey tissue on
black. They are crude, but they stop the gate from taking "bone on black" for "chest".
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .data import SIZE

Rng = np.random.Generator
GRID = np.stack(np.meshgrid(np.linspace(-1, 1, SIZE), np.linspace(-1, 1, SIZE)), 0)  # x to the right, y down


def tube(a: tuple[float, float], b: tuple[float, float], radius: float, wall: float | None = None) -> np.ndarray:
    """Thickness of a round rod from a to b seen from the side; with `wall`, of a pipe (cortical bone)."""
    ax, ay = a
    dx, dy = b[0] - ax, b[1] - ay
    along = np.clip(((GRID[0] - ax) * dx + (GRID[1] - ay) * dy) / (dx * dx + dy * dy + 1e-9), 0, 1)
    gap = np.hypot(GRID[0] - ax - along * dx, GRID[1] - ay - along * dy)
    outer = np.sqrt(np.clip(radius**2 - gap**2, 0, None))
    return outer if wall is None else outer - 0.8 * np.sqrt(np.clip((radius - wall) ** 2 - gap**2, 0, None))


def ball(x: float, y: float, rx: float, ry: float, wall: float | None = None) -> np.ndarray:
    far = ((GRID[0] - x) / rx) ** 2 + ((GRID[1] - y) / ry) ** 2
    outer = np.sqrt(np.clip(1 - far, 0, None)) * rx
    if wall is None:
        return outer
    inner = ((GRID[0] - x) / (rx - wall)) ** 2 + ((GRID[1] - y) / (ry - wall)) ** 2
    return outer - np.sqrt(np.clip(1 - inner, 0, None)) * (rx - wall)


def film(tissue: np.ndarray, bone: np.ndarray, rng: Rng) -> np.ndarray:
    seen = 1 - np.exp(-(tissue * rng.uniform(0.5, 1.4) + bone * rng.uniform(2, 5)))
    seen = seen / max(seen.max(), 1e-6) * rng.uniform(0.7, 1) + rng.normal(0, rng.uniform(0.005, 0.04), seen.shape)
    return np.clip(seen, 0, 1)


def limb(rng: Rng) -> np.ndarray:
    bones, x = np.zeros((SIZE, SIZE)), rng.uniform(-0.2, 0.2)
    tissue = tube((x, -1.3), (x + rng.uniform(-0.2, 0.2), 1.3), rng.uniform(0.3, 0.6))
    for i in range(rng.integers(1, 3)):
        lean = rng.uniform(-0.15, 0.15)
        bones += tube((x + 0.22 * i - 0.1, -1.3), (x + 0.22 * i - 0.1 + lean, rng.uniform(0.1, 1.3)), rng.uniform(0.06, 0.14), 0.03)
    if rng.random() < 0.5:
        bones += ball(x, rng.uniform(-0.3, 0.5), 0.2, 0.16) + ball(x, rng.uniform(0.4, 0.8), 0.22, 0.14)
    return film(tissue, bones, rng)


def hand(rng: Rng) -> np.ndarray:
    tissue, bones = ball(0, 0.45, 0.42, 0.4), np.zeros((SIZE, SIZE))
    for i in range(5):
        angle = (i - 2) * rng.uniform(0.18, 0.3) + rng.uniform(-0.05, 0.05)
        length = rng.uniform(0.8, 1.2) * (0.75 if i in (0, 4) else 1)
        joints = [(np.sin(angle) * s * length, 0.5 - np.cos(angle) * s * length) for s in (0.15, 0.5, 0.8, 1.0, 1.15)]
        tissue = np.maximum(tissue, tube(joints[0], joints[-1], 0.11))
        for a, b in zip(joints, joints[1:], strict=False):
            bones += tube(a, (b[0] * 0.94 + a[0] * 0.06, b[1] * 0.94 + a[1] * 0.06), 0.045, 0.02)
    bones += tube((-0.1, 0.85), (-0.1, 1.3), 0.09, 0.03) + tube((0.12, 0.85), (0.12, 1.3), 0.07, 0.03)
    return film(tissue * 1.5, bones, rng)


def skull(rng: Rng) -> np.ndarray:
    bones = ball(0, -0.15, rng.uniform(0.5, 0.75), rng.uniform(0.6, 0.8), 0.05) * 1.5 + ball(0, 0.45, 0.35, 0.4, 0.06)
    for side in (-1, 1):
        bones -= 0.6 * ball(side * 0.24, 0.12, 0.16, 0.13)
    teeth = sum(ball(x, 0.62, 0.04, 0.08) for x in np.linspace(-0.2, 0.2, 7))
    return film(ball(0, 0, 0.8, 0.95) * 0.8, np.clip(bones + 0.6 * teeth, 0, None), rng)


def pelvis(rng: Rng) -> np.ndarray:
    bones = np.zeros((SIZE, SIZE))
    for side in (-1, 1):
        bones += ball(side * 0.5, -0.25, 0.38, 0.45, 0.08) + ball(side * 0.3, 0.45, 0.22, 0.2, 0.07) * 0.8
        bones += ball(side * 0.62, 0.25, 0.14, 0.14) + tube((side * 0.68, 0.3), (side * 0.75, 1.3), 0.12, 0.04)
    for y in np.arange(-1, -0.1, 0.24):
        bones += 0.5 * ball(0, y, 0.17, 0.1)
    gas = sum(ball(rng.uniform(-0.6, 0.6), rng.uniform(-0.9, 0), 0.12, 0.1) for _ in range(rng.integers(2, 8)))
    return film(np.clip(ball(0, 0, 1.1, 1.5) - 0.8 * gas, 0, None), bones * 0.7, rng)


def spine(rng: Rng) -> np.ndarray:
    bones, bend = np.zeros((SIZE, SIZE)), rng.uniform(-0.3, 0.3)
    for y in np.arange(-1.1, 1.2, rng.uniform(0.2, 0.3)):
        x = bend * y * y
        bones += tube((x - 0.14, y), (x + 0.14, y), 0.08) + 0.5 * tube((x + 0.2, y), (x + 0.45, y + 0.1), 0.04)
    return film(ball(0, 0, rng.uniform(0.5, 1.0), 1.8), bones * 0.8, rng)


def tomogram(rng: Rng) -> np.ndarray:
    body = (ball(0, 0, rng.uniform(0.7, 0.95), rng.uniform(0.5, 0.8)) > 0) * rng.uniform(0.4, 0.6)
    for side in (-1, 1):
        if rng.random() < 0.7:
            body[ball(side * 0.4, -0.05, rng.uniform(0.2, 0.33), rng.uniform(0.25, 0.45)) > 0] = rng.uniform(0, 0.15)
    for _ in range(rng.integers(3, 12)):
        body[ball(rng.uniform(-0.5, 0.5), rng.uniform(-0.4, 0.4), rng.uniform(0.03, 0.2), rng.uniform(0.03, 0.2)) > 0] = rng.uniform(0.2, 0.8)
    body[ball(0, 0.4, 0.1, 0.1, 0.04) > 0.03] = 0.95
    return np.clip(body + rng.normal(0, 0.04, body.shape), 0, 1)


def wedge(rng: Rng) -> np.ndarray:
    """An ultrasound sector: speckle in a fan."""
    radius, angle = np.hypot(GRID[0], GRID[1] + 1.1), np.abs(np.arctan2(GRID[0], GRID[1] + 1.1))
    speckle = rng.rayleigh(0.2, (SIZE, SIZE)) * (0.5 + 0.5 * np.sin(radius * rng.uniform(3, 12) + rng.uniform(0, 6)))
    return np.clip(speckle * (angle < rng.uniform(0.4, 0.8)) * (radius < 2) * (radius > 0.2) * 2, 0, 1)


def page(rng: Rng) -> np.ndarray:
    picture = Image.new("L", (SIZE * 2, SIZE * 2), int(rng.integers(225, 256)))
    draw, size = ImageDraw.Draw(picture), float(rng.uniform(9, 26))
    letters = list("abcdefghijklmnopqrstuvwxyz   ABCDEFGH0123456789.,")
    for y in np.arange(rng.uniform(8, 60), SIZE * 2 - 20, size * 1.4):
        text = "".join(rng.choice(letters, int(rng.integers(4, 620 / size))))
        draw.text((rng.uniform(8, 30), y), text, fill=int(rng.integers(0, 90)), font=ImageFont.load_default(size=size))
    values = np.asarray(picture.resize((SIZE, SIZE), Image.Resampling.BILINEAR), dtype=float) / 255
    return 1 - values if rng.random() < 0.25 else values


def shapes(rng: Rng) -> np.ndarray:
    picture = Image.new("L", (SIZE, SIZE), int(rng.integers(0, 256)))
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.integers(1, 12)):
        a, b = rng.integers(0, SIZE, 2), rng.integers(10, 120, 2)
        box = (int(a[0]), int(a[1]), int(a[0] + b[0]), int(a[1] + b[1]))
        (draw.ellipse, draw.rectangle)[rng.integers(2)](box, fill=int(rng.integers(0, 256)))
    if rng.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(1, 8))))
    return np.asarray(picture, dtype=float) / 255


def waves(rng: Rng) -> np.ndarray:
    values = np.zeros((SIZE, SIZE))
    for _ in range(rng.integers(1, 6)):
        fx, fy = rng.normal(0, rng.uniform(1, 30), 2)
        values += rng.uniform(0.2, 1) * np.sin(fx * GRID[0] + fy * GRID[1] + rng.uniform(0, 6))
    return (values - values.min()) / (np.ptp(values) + 1e-9)


def clouds(rng: Rng) -> np.ndarray:
    """Noise with a falling spectrum: grey masses without anatomy."""
    f = np.hypot(*np.meshgrid(np.fft.fftfreq(SIZE), np.fft.fftfreq(SIZE)))
    f[0, 0] = 1
    spectrum = np.fft.fft2(rng.normal(size=(SIZE, SIZE))) / f ** rng.uniform(0.5, 2)
    values = np.real(np.fft.ifft2(spectrum))
    return (values - values.min()) / np.ptp(values)


def blank(rng: Rng) -> np.ndarray:
    tone, sway = rng.choice([0.0, 1.0, rng.uniform(0, 1)]), rng.choice([0.0, rng.uniform(0, 0.02)])
    return np.clip(tone + rng.normal(0, sway, (SIZE, SIZE)), 0, 1)


def gradient(rng: Rng) -> np.ndarray:
    values = GRID[0] * rng.normal() + GRID[1] * rng.normal() + rng.normal() * (GRID**2).sum(0)
    return (values - values.min()) / (np.ptp(values) + 1e-9) * rng.uniform(0.3, 1)


def noise(rng: Rng) -> np.ndarray:
    values = rng.uniform(size=(SIZE, SIZE)) if rng.random() < 0.5 else rng.normal(0.5, rng.uniform(0.05, 0.4), (SIZE, SIZE))
    return np.clip(values, 0, 1) if rng.random() < 0.7 else (values > 0.5).astype(float)


PAINTERS: dict[Callable[[Rng], np.ndarray], str] = {
    limb: "other_radiograph",
    hand: "other_radiograph",
    skull: "other_radiograph",
    pelvis: "other_radiograph",
    spine: "other_radiograph",
    tomogram: "cross_section",
    wedge: "cross_section",
    page: "picture",
    shapes: "picture",
    waves: "picture",
    clouds: "picture",
    blank: "blank",
    gradient: "blank",
    noise: "blank",
}


def painted(each: int, seed: int) -> tuple[np.ndarray, list[str], list[str]]:
    """@returns pixels (14 x each, 224, 224) uint8, gate class, source (the painter's name)"""
    rng = np.random.default_rng(seed)
    made = [(painter(rng), kind, f"drawn/{painter.__name__}") for painter, kind in PAINTERS.items() for _ in range(each)]
    pixels = np.stack([(np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8) for values, _, _ in made])
    return pixels, [kind for _, kind, _ in made], [source for _, _, source in made]
