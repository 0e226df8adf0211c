"""Figures of the gate and the quality head, on pictures whose source (films: whose group) the heads had not seen."""

import numpy as np

from .degrade import QUALITY
from .negatives import GATE
from .statistics import wilson

GATE_THRESHOLD = 0.5
WARN, REFUSE = 0.5, 0.8


def share(hits: np.ndarray) -> dict:
    low, high = wilson(int(hits.sum()), len(hits))
    return {"value": round(float(hits.mean()), 4), "low": round(low, 4), "high": round(high, 4), "of": int(len(hits))}


def report(data: dict[str, np.ndarray], gate: np.ndarray, quality: np.ndarray, far: np.ndarray) -> dict:
    passes = gate[:, 0] >= GATE_THRESHOLD
    plain, adult = data["plain"], np.char.startswith(data["name"], "adult/")
    child = plain & (data["gate"] == 0) & ~adult
    other = plain & (data["gate"] > 0)
    spoiled = (data["gate"] == 0) & (data["quality"] > 0)
    flagged = 1 - quality[:, 0]
    return {
        "childrensFilmsRefused": share(~passes[child]),
        "adultChestsRefused": share(~passes[plain & adult]),
        "notChestRefused": share(~passes[other]),
        "notChestRefusedByKind": {kind: share(~passes[other & (data["gate"] == i)]) for i, kind in enumerate(GATE) if i and (other & (data["gate"] == i)).any()},
        "notChestRefusedInOod": share(~passes[other & np.char.startswith(data["name"], "ood/")]),
        "notChestPassed": sorted(str(name) for name in data["name"][other & passes]),
        "quality": {
            "childrensFilmsWarned": share((quality[child, 1:] >= WARN).any(1)),
            "childrensFilmsRefused": share((quality[child, 1:] >= REFUSE).any(1)),
            "spoiledWarnedOrRefused": {
                way: share(((quality[:, 1:] >= WARN).any(1) | ~passes)[spoiled & (data["quality"] == i)]) for i, way in enumerate(QUALITY) if i
            },
            "spoiledNotFine": {way: share((flagged >= WARN)[spoiled & (data["quality"] == i)]) for i, way in enumerate(QUALITY) if i},
        },
        "distance": {
            "childrenQuantiles": {str(q): round(float(np.quantile(far[child], q)), 3) for q in (0.5, 0.95, 0.98, 0.99, 0.999)},
            "adultQuantiles": {str(q): round(float(np.quantile(far[plain & adult], q)), 3) for q in (0.1, 0.5, 0.9)},
            "notChestQuantiles": {str(q): round(float(np.quantile(far[other], q)), 3) for q in (0.02, 0.1, 0.5)},
        },
    }
