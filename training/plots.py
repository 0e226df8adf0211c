"""Two small pictures for the card, made from figures alone (no film in them)."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402

from .network import CLASSES  # noqa: E402


def reliability(figures: dict, path: Path) -> None:
    drawing, axes = plt.subplots(1, 2, figsize=(8, 4), dpi=80, constrained_layout=True)
    for axis, key, title in ((axes[0], "bins", "most probable class"), (axes[1], "pneumoniaBins", "pneumonia (1 - p normal)")):
        bins = figures["calibration"][key]
        x, y = np.array([b["confidence"] for b in bins]), np.array([b["accuracy"] for b in bins])
        bars = np.clip([y - [b["low"] for b in bins], [b["high"] for b in bins] - y], 0, None)
        axis.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        axis.errorbar(x, y, bars, fmt="o-", markersize=4, linewidth=1, capsize=2)
        axis.set(xlabel="probability said", ylabel="share that was so", title=title, xlim=(0, 1), ylim=(0, 1))
    drawing.savefig(path)
    plt.close(drawing)


def confusion(figures: dict, path: Path) -> None:
    counts = np.array(figures["confusion"]["counts"])
    share = counts / counts.sum(1, keepdims=True)
    drawing, axis = plt.subplots(figsize=(4, 3.6), dpi=80, constrained_layout=True)
    axis.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        axis.text(column, row, f"{count}\n{share[row, column]:.1%}", ha="center", va="center", color="white" if share[row, column] > 0.5 else "black")
    axis.set(xticks=range(3), yticks=range(3), xticklabels=CLASSES, yticklabels=CLASSES, xlabel="decision", ylabel="truth")
    drawing.savefig(path)
    plt.close(drawing)
