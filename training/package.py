"""From checkpoints to models/chest-xray-triage: network, model.json, figures, plots, fold networks.

    python -m training.package            # needs fold0..fold4.pt/.npz, all.pt and gate.pt in .firstread/training
    python -m training.package --folds 0 1 --reader fold0      # a preview from what is there
"""

import argparse
import csv
import datetime
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch

from . import plots
from .calibrate import CrossFitted, cross_fit, fit_calibration, high_threshold, pneumonia_threshold
from .data import REPO, SEED, WORK, Films, assign_folds, load_train
from .export import OPSET, export, load_reader, shipped_heads
from .figures import abstention_table, all_figures, subgroups
from .words import ABOUT, FINDINGS, INTENDED_USE, QUALITY_THRESHOLDS, RECOMMENDATIONS
from .degrade import QUALITY
from .gate_report import GATE_THRESHOLD
from .negatives import GATE
from .network import CLASSES

TARGET = REPO / "models" / "chest-xray-triage"
FIGURES = REPO / "training" / "figures"
MIN_CONFIDENCE = 0.55
MIRROR = False  # averaging a film with its mirror image gave 0.1 points of accuracy for twice the time


def held_out_logits(films: Films, folds: list[int], mirror: bool, kind: str = "fold") -> tuple[np.ndarray, np.ndarray]:
    """@returns logits (n, 3) of the fold networks, NaN where no network stands for the film; and the fold of each film"""
    logits, fold_of = np.full((len(films.files), len(CLASSES)), np.nan), np.full(len(films.files), -1)
    for fold in folds:
        saved = np.load(WORK / f"{kind}{fold}.npz")
        logits[saved["index"]] = (saved["plain"] + saved["mirror"]) / 2 if mirror else saved["plain"]
        fold_of[saved["index"]] = fold
    return logits, fold_of


def write_oof(films: Films, kept: np.ndarray, folds: np.ndarray, fitted: CrossFitted) -> None:
    with open(FIGURES / "oof.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "class", "fold", "p_normal", "p_viral", "p_bacterial", "decision"])
        for row, at in enumerate(kept):
            p = [f"{value:.5f}" for value in fitted.probabilities[row]]
            table.writerow([films.files[at], CLASSES[films.labels[at]], folds[row], *p, CLASSES[fitted.decisions[row]]])


def export_folds(films: Films, folds: list[int], offset: np.ndarray, kind: str) -> None:
    """Fold networks with the shipped calibration, for `firstread models evaluate` through the production path; not committed."""
    folder = REPO / ".firstread" / "folds"
    folder.mkdir(parents=True, exist_ok=True)
    for fold in folds:
        export(load_reader(f"{kind}{fold}"), offset, folder / f"fold{fold}.onnx")
    with open(folder / "folds.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "fold"])
        for name, fold in zip(films.files, assign_folds(films.labels, films.groups), strict=True):
            if fold in folds:
                table.writerow([name, fold])


def threshold_entry(figures: dict, value: float) -> dict:
    both = figures["needsAttention"]
    return {
        "value": round(value, 4),
        "on": "1-p(normal)",
        "chosenFor": "sensitivity>=0.97",
        "sensitivity": both["sensitivity"]["value"],
        "specificity": both["specificity"]["value"],
    }


def interval(entry: dict) -> list[float]:
    return [entry["low"], entry["high"]]


def baseline(figures: dict, sub: dict, abstentions: list[dict]) -> dict:
    both = figures["needsAttention"]
    slim = json.loads(json.dumps(figures))
    return {
        "decision": "needs attention (medium or high) against low",
        "source": "5-fold cross-validation by child on the official training split; calibration and thresholds cross-fitted",
        "accuracy": both["accuracy"]["value"],
        "precision": both["ppv"]["value"],
        "recall": both["sensitivity"]["value"],
        "specificity": both["specificity"]["value"],
        "f1": both["f1"],
        "intervals": {
            "level": 0.95,
            "accuracy": interval(both["accuracy"]),
            "precision": interval(both["ppv"]),
            "recall": interval(both["sensitivity"]),
            "specificity": interval(both["specificity"]),
        },
        "crossValidated": slim,
        "subgroups": sub,
        "abstention": abstentions,
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--folds", type=int, nargs="*", default=[0, 1, 2, 3, 4])
    ask.add_argument("--reader", default="all")
    ask.add_argument("--kind", default="fold", help="first part of the fold networks' names: fold, or taught (run.sh)")
    ask.add_argument("--version", default="1.0.0")
    ask.add_argument("--same-gate", action="store_true", help="keep the gate of the package that is there, and its figures, instead of gate.pt")
    given = ask.parse_args()
    if given.same_gate:
        torch.save(shipped_heads(TARGET / "chest-xray-triage.onnx"), WORK / "gate.pt")
    films = load_train()
    every, fold_of = held_out_logits(films, given.folds, MIRROR, given.kind)
    kept = np.flatnonzero(fold_of >= 0)
    logits, labels, folds = every[kept], films.labels[kept], fold_of[kept]
    # with one fold alone its children are dealt into five parts, so that calibration is still judged on others than it was fitted on
    fitted = cross_fit(logits, labels, folds if len(set(folds)) > 1 else films.groups[kept] % 5)
    figures = all_figures(labels, fitted)
    sub, abstentions = subgroups(labels, fitted, [films.sizes[i] for i in kept]), abstention_table(labels, fitted)
    calibration = fit_calibration(logits, labels)
    p = calibration.probabilities(logits)
    pneumonia, high = pneumonia_threshold(p, labels), high_threshold(p, labels)
    FIGURES.mkdir(exist_ok=True)
    TARGET.mkdir(parents=True, exist_ok=True)
    write_oof(films, kept, folds, fitted)
    network = TARGET / "chest-xray-triage.onnx"
    export(load_reader(given.reader), calibration.offset, network)
    export_folds(films, given.folds, calibration.offset, given.kind)
    plots.reliability(figures, TARGET / "calibration.png")
    plots.confusion(figures, TARGET / "confusion.png")
    gate = json.loads((FIGURES / "gate.json").read_text())
    names = [given.reader, *(f"{given.kind}{f}" for f in given.folds)]
    seconds = sum(torch.load(WORK / f"{name}.pt", map_location="cpu", weights_only=True)["seconds"] for name in set(names))
    model = {
        "name": "chest-xray-triage",
        "version": given.version,
        **ABOUT,
        "file": network.name,
        "sha256": hashlib.sha256(network.read_bytes()).hexdigest(),
        "bytes": network.stat().st_size,
        "opset": OPSET,
        "producer": f"torch {torch.__version__.split('+')[0]}, onnx {onnx.__version__}",
        "trainedDate": datetime.date.today().isoformat(),
        "trainingDurationHours": round(seconds / 3600, 2),
        "dataset": {
            "name": "Large Dataset of Labeled OCT and Chest X-Ray Images (Kermany et al. 2018), training split, 224 x 224",
            "version": "Mendeley Data rscbjbr9sj, version 2",
            "licence": "CC BY 4.0",
            "attribution": "Daniel Kermany, Kang Zhang, Michael Goldbaum; doi 10.17632/rscbjbr9sj; images scaled to 224 x 224",
            "images": len(films.files),
            "groups": int(films.groups.max() + 1),
        },
        "input": {"name": "image", "height": 224, "width": 224, "channels": 1, "range": [0, 1], "photometric": "MONOCHROME2", "resize": "area-squeeze", "normalize": None},
        "outputs": {"logits": "logits", "attention": "cam", "gate": "gate", "quality": "quality", "embedding": "embedding"},
        "classes": list(CLASSES),
        "risk": {"normal": "low", "viral": "medium", "bacterial": "high"},
        "calibration": {"method": "temperature; class offsets are folded into the network's bias", "temperature": round(calibration.temperature, 5)},
        "testTimeAveraging": ["identity", "mirror"] if MIRROR else None,
        "decision": {
            "rule": "if 1 - p(normal) < thresholds.pneumonia.value the class is normal; else bacterial when p(bacterial) / (p(viral) + p(bacterial)) >= thresholds.high.value, else viral",
        },
        "thresholds": {
            "pneumonia": threshold_entry(figures, pneumonia),
            "high": {"value": round(high, 4), "on": "p(bacterial)/(p(viral)+p(bacterial))", "chosenFor": "accuracy of bacterial against viral, at the end of its plateau where viral films are found most often"},
        },
        "abstain": {
            "minConfidence": MIN_CONFIDENCE,
            "confidence": "with q = 1 - p(normal) and t = thresholds.pneumonia.value: 0.5 + 0.5 (q - t)/(1 - t) when q >= t, else 0.5 + 0.5 (t - q)/t",
            "rule": "abstain when the confidence is below minConfidence: the film lies too near the line between normal and pneumonia",
        },
        "gate": {
            "classes": list(GATE),
            "accept": "chest_frontal",
            "activation": "softmax",
            "threshold": GATE_THRESHOLD,
            "embedding": {"distance": "sqrt(mean(embedding^2))", "threshold": gate["distance"]["childrenQuantiles"]["0.99"]},
            "figures": {k: gate[k] for k in ("childrensFilmsRefused", "adultChestsRefused", "notChestRefused", "notChestRefusedByKind")},
        },
        "quality": {"classes": list(QUALITY), "activation": "softmax", "thresholds": QUALITY_THRESHOLDS},
        "intendedUse": INTENDED_USE,
        "findings": FINDINGS,
        "recommendations": RECOMMENDATIONS,
        "baseline": baseline(figures, sub, abstentions),
        "seed": SEED,
    }
    (TARGET / "model.json").write_text(json.dumps(model, indent=2) + "\n")
    summary = {"figures": figures, "subgroups": sub, "abstention": abstentions, "temperature": calibration.temperature, "offset": calibration.offset.tolist(), "threshold": pneumonia, "high": high}
    (FIGURES / "cross-validation.json").write_text(json.dumps(summary, indent=1) + "\n")
    print(json.dumps({k: v for k, v in figures.items() if k not in ("calibration", "perClass")}, indent=1), figures["calibration"]["expectedError"])


if __name__ == "__main__":
    main()
