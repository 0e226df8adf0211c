"""The training images, their groups and their folds (Kermany et al. 2018; see TEST_DATA/chest-xray/README.md)."""

import csv
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from .network import CLASSES

REPO = Path(__file__).resolve().parent.parent
WORK = REPO / ".firstread" / "training"  # ignored by git: caches, checkpoints, fold networks
SIZE = 224
FOLDS = 5
SEED = 20261123


def test_data() -> Path:
    """TEST_DATA, else shared/data beside the checkout."""
    return Path(os.environ.get("TEST_DATA", REPO.parent / "shared" / "data"))


@dataclass(frozen=True)
class Films:
    """@field pixels (n, 224, 224) uint8, 0 = black; other fields have n entries in the same order"""

    pixels: np.ndarray
    labels: np.ndarray
    groups: np.ndarray
    files: list[str]
    sizes: list[tuple[int, int] | None]  # width, height as published, where known


def merge_identical(groups: list[str], pixels: np.ndarray) -> np.ndarray:
    """Numbers the groups so that films with identical pixels (24 sets in train) share one: no child stands on both sides of a split."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for group, film in zip(groups, pixels, strict=True):
        parent[root(group)] = root(hashlib.sha256(film.tobytes()).hexdigest())
    number: dict[str, int] = {}
    return np.array([number.setdefault(root(g), len(number)) for g in groups])


def load_train() -> Films:
    """Reads every film named in labels.csv, decoded as grey, untouched."""
    folder = test_data() / "chest-xray" / "train"
    with open(folder / "labels.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = rows[:: max(1, len(rows) // int(os.environ.get("FIRSTREAD_FILMS", len(rows))))]  # fewer films, for a quick run of the whole chain
    pixels = np.stack([np.asarray(Image.open(folder / row["file"]).convert("L")) for row in rows])
    sizes = [(int(r["original_width"]), int(r["original_height"])) if r["original_width"] else None for r in rows]
    labels = np.array([CLASSES.index(row["class"]) for row in rows])
    groups = merge_identical([row["group_id"] for row in rows], pixels)
    return Films(pixels, labels, groups, [row["file"] for row in rows], sizes)


def assign_folds(labels: np.ndarray, groups: np.ndarray, folds: int = FOLDS, seed: int = SEED) -> np.ndarray:
    """Gives each film a fold: groups stay whole, classes are spread evenly (largest groups are dealt first)."""
    order = np.random.default_rng(seed).permutation(groups.max() + 1)
    counts = np.stack([np.bincount(groups[labels == c], minlength=groups.max() + 1) for c in range(len(CLASSES))], 1)
    order = sorted(order, key=lambda g: -counts[g].sum())
    have = np.zeros((folds, len(CLASSES)))
    share = np.bincount(labels, minlength=len(CLASSES)) / folds
    fold_of = np.empty(groups.max() + 1, dtype=int)
    for group in order:
        need = (((have + counts[group]) / share) ** 2 - (have / share) ** 2).sum(1)
        fold_of[group] = int(np.argmin(need))
        have[fold_of[group]] += counts[group]
    return fold_of[groups]
