"""Runs the shipped network over TEST_DATA/ood and the published validation films and prints what the product would be told.

    python -m training.look_at_ood        # leaves training/figures/ood.csv

Low-resolution thumbnails are judged by the size of the original in the product; here only the network speaks.
"""

import csv
import json

import numpy as np
import onnxruntime

from .calibrate import decide
from .data import REPO, test_data
from .negatives import GATE, opened, squeezed
from .degrade import QUALITY
from .network import CLASSES
from .vectors import prepared, softmax


def verdict(model: dict, session: onnxruntime.InferenceSession, grey: np.ndarray) -> dict:
    """@param grey  (h, w), 0..255"""
    logits, _, gate, quality, embedding = (v[0] for v in session.run(None, {"image": prepared(grey)[None, None]}))
    p = np.array([softmax(logits / model["calibration"]["temperature"])])
    g, q = softmax(gate), softmax(quality)
    limits = model["quality"]["thresholds"]
    worst = max(QUALITY[1:], key=lambda name: q[QUALITY.index(name)])
    said = q[QUALITY.index(worst)]
    chest = g[0] >= model["gate"]["threshold"]
    refused = limits[worst]["refuse"] is not None and said >= limits[worst]["refuse"]
    outcome = "not_chest" if not chest else "poor_image" if refused else "warned" if said >= limits[worst]["warn"] else "read"
    rules = model["thresholds"]
    return {
        "outcome": outcome,
        "gate": GATE[int(np.argmax(g))],
        "p_chest": round(g[0], 4),
        "quality": QUALITY[int(np.argmax(q))],
        "p_quality": round(max(q), 4),
        "distance": round(float(np.sqrt((embedding**2).mean())), 3),
        "class": CLASSES[decide(p, rules["pneumonia"]["value"], rules["high"]["value"])[0]],
        "p_normal": round(float(p[0, 0]), 4),
    }


def main() -> None:
    folder = REPO / "models" / "chest-xray-triage"
    model = json.loads((folder / "model.json").read_text())
    session = onnxruntime.InferenceSession(str(folder / model["file"]), providers=["CPUExecutionProvider"])
    with open(test_data() / "ood" / "labels.csv", newline="") as file:
        wanted = [(row["file"], row["expected_gate"], test_data() / "ood" / row["file"]) for row in csv.DictReader(file)]
    val = test_data() / "chest-xray" / "val"
    wanted += [(f"val/{p.parent.name}/{p.name}", p.parent.name, p) for p in sorted(val.rglob("*.jpeg"))]
    rows = [{"file": name, "expected": expected, **verdict(model, session, opened(path))} for name, expected, path in wanted]
    path = REPO / "training" / "figures" / "ood.csv"
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    print(path.read_text())


if __name__ == "__main__":
    main()
