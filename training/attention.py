"""Where does it look? A sheet of films with their activation maps, for eyes, and the share of attention on corners and borders, as figures.

    python -m training.attention                    # fold 0's; sheet in .firstread/attention/, which git ignores
    python -m training.attention --network bare0    # another one

The question behind it: are burned-in letters and borders evidence? Each film is read as it is, and again with a foreign letter burned into a corner
and with the outer tenth blackened; a reader that looks at lungs does not change its mind.
"""

import argparse
import json

import numpy as np
import torch
from PIL import Image, ImageDraw

from .augment import mark_bank
from .data import REPO, SEED, WORK, Films, assign_folds, load_train
from .export import load_reader
from .network import CLASSES, Reader
from .train import as_input

SHEET = REPO / ".firstread" / "attention"
EDGE = 2  # outermost places of the 14 x 14 grid: about a seventh of the side


def heat(film: np.ndarray, cam: np.ndarray) -> Image.Image:
    """The film in grey with positive evidence in red, (224, 224) RGB."""
    positive = np.clip(cam, 0, None) / max(float(cam.max()), 1e-6)
    big = np.asarray(Image.fromarray((positive * 255).astype(np.uint8)).resize(film.shape[::-1], Image.Resampling.BICUBIC), dtype=float) / 255
    grey = film.astype(float)
    return Image.fromarray(np.stack([grey + (255 - grey) * big * 0.8, grey * (1 - 0.5 * big), grey * (1 - 0.5 * big)], 2).clip(0, 255).astype(np.uint8))


@torch.no_grad()
def read(reader: Reader, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """@returns probabilities (n, 3) before calibration, activation maps (n, 3, 14, 14)"""
    probabilities, maps = [], []
    for at in range(0, len(pixels), 32):
        fine, coarse = reader.maps(as_input(pixels[at : at + 32]))
        cam = reader.activation(fine, coarse)
        maps.append(cam.numpy())
        probabilities.append((cam.mean((2, 3)) + reader.head_fine.bias).softmax(1).numpy())
    return np.concatenate(probabilities), np.concatenate(maps)


def edge_share(maps: np.ndarray, decided: np.ndarray) -> float:
    """Mean share of the positive evidence for the decided class that lies in the outer frame (49 % of the area)."""
    chosen = np.clip(maps[np.arange(len(maps)), decided] - maps.mean(1), 0, None)
    inner = chosen[:, EDGE:-EDGE, EDGE:-EDGE].sum((1, 2))
    return float((1 - inner / np.maximum(chosen.sum((1, 2)), 1e-9)).mean())


def with_letters(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    out, bank = pixels.copy(), mark_bank()
    for film in out:
        mark = (bank[rng.integers(len(bank))].numpy()[:40, :60] * 255).astype(np.uint8)
        top = rng.integers(2, 30) if rng.random() < 0.5 else 222 - mark.shape[0] - rng.integers(0, 30)
        left = rng.integers(2, 30) if rng.random() < 0.5 else 222 - mark.shape[1] - rng.integers(0, 30)
        place = film[top : top + mark.shape[0], left : left + mark.shape[1]]
        np.maximum(place, mark, out=place)
    return out


def framed(pixels: np.ndarray, width: int = 20) -> np.ndarray:
    out = np.zeros_like(pixels)
    out[:, width:-width, width:-width] = pixels[:, width:-width, width:-width]
    return out


def changed(before: np.ndarray, after: np.ndarray) -> dict:
    return {
        "decisionsChanged": round(float((before.argmax(1) != after.argmax(1)).mean()), 4),
        "meanChangeOfPneumonia": round(float(np.abs(before[:, 0] - after[:, 0]).mean()), 4),
    }


def sheet(films: Films, chosen: np.ndarray, probabilities: np.ndarray, maps: np.ndarray) -> Image.Image:
    picture = Image.new("RGB", (8 * 226, (len(chosen) // 4) * 240))
    draw = ImageDraw.Draw(picture)
    for i, index in enumerate(chosen):
        x, y = i % 4 * 452, i // 4 * 240
        decided = int(probabilities[i].argmax())
        picture.paste(Image.fromarray(films.pixels[index]).convert("RGB"), (x, y + 14))
        picture.paste(heat(films.pixels[index], maps[i, decided] - maps[i].mean(0)), (x + 226, y + 14))
        draw.text((x + 2, y + 1), f"{CLASSES[films.labels[index]]} read as {CLASSES[decided]} {probabilities[i, decided]:.2f}", fill="white")
    return picture


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--network", default="fold0", help="a fold's network is shown films it has not seen")
    ask.add_argument("--films", type=int, default=240)
    given = ask.parse_args()
    films, rng = load_train(), np.random.default_rng(SEED)
    folds = assign_folds(films.labels, films.groups)
    pool = np.flatnonzero(folds == int(given.network[-1])) if given.network[-1].isdigit() else np.arange(len(folds))
    chosen = np.concatenate([rng.choice(pool[films.labels[pool] == c], given.films // 3, replace=False) for c in range(3)])
    reader = load_reader(given.network)
    probabilities, maps = read(reader, films.pixels[chosen])
    SHEET.mkdir(parents=True, exist_ok=True)
    shown = np.concatenate([np.arange(8) + c * (given.films // 3) for c in range(3)])
    sheet(films, chosen[shown], probabilities[shown], maps[shown]).save(SHEET / f"{given.network}.png")
    lettered, _ = read(reader, with_letters(films.pixels[chosen], rng))
    cut, _ = read(reader, framed(films.pixels[chosen]))
    figures = {
        "network": given.network,
        "films": len(chosen),
        "evidenceInOuterFrame": round(edge_share(maps, probabilities.argmax(1)), 4),
        "areaOfOuterFrame": round(1 - (14 - 2 * EDGE) ** 2 / 196, 4),
        "foreignLetter": changed(probabilities, lettered),
        "bordersBlackened": changed(probabilities, cut),
    }
    path = REPO / "training" / "figures" / "attention.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps({**known, given.network: figures}, indent=1) + "\n")
    print(json.dumps(figures, indent=1), WORK)


if __name__ == "__main__":
    main()
