"""Every figure of the card, from cross-fitted probabilities and decisions."""

import numpy as np

from .calibrate import CrossFitted, bacterial_share
from .network import CLASSES
from .statistics import auc, calibration_error, wilson


def rounded(value: float) -> float:
    return round(float(value), 4)


def proportion(hits: int, of: int) -> dict:
    low, high = wilson(int(hits), int(of))
    return {"value": rounded(hits / of) if of else None, "low": rounded(low), "high": rounded(high), "hits": int(hits), "of": int(of)}


def area(positive: np.ndarray, negative: np.ndarray) -> dict:
    value, low, high = auc(positive, negative)
    return {"value": rounded(value), "low": rounded(low), "high": rounded(high), "positive": len(positive), "negative": len(negative)}


def confusion(labels: np.ndarray, decisions: np.ndarray) -> np.ndarray:
    """Rows: truth, columns: decision, both in the order of CLASSES."""
    return np.bincount(labels * len(CLASSES) + decisions, minlength=9).reshape(3, 3)


def per_class(labels: np.ndarray, p: np.ndarray, matrix: np.ndarray) -> dict:
    out = {}
    for c, name in enumerate(CLASSES):
        hit, called, truly = matrix[c, c], matrix[:, c].sum(), matrix[c].sum()
        out[name] = {
            "recall": proportion(hit, truly),
            "precision": proportion(hit, called),
            "f1": rounded(2 * hit / (called + truly)),
            "auc": area(p[labels == c, c], p[labels != c, c]),
        }
    return out


def needs_attention(labels: np.ndarray, decisions: np.ndarray) -> dict:
    """The binary decision: viral or bacterial against normal."""
    ill, called = labels > 0, decisions > 0
    tp, fp, fn, tn = (ill & called).sum(), (~ill & called).sum(), (ill & ~called).sum(), (~ill & ~called).sum()
    return {
        "accuracy": proportion(tp + tn, len(labels)),
        "sensitivity": proportion(tp, tp + fn),
        "specificity": proportion(tn, tn + fp),
        "ppv": proportion(tp, tp + fp),
        "npv": proportion(tn, tn + fn),
        "f1": rounded(2 * tp / (2 * tp + fp + fn)),
    }


def all_figures(labels: np.ndarray, fitted: CrossFitted) -> dict:
    p, decisions = fitted.probabilities, fitted.decisions
    matrix = confusion(labels, decisions)
    recalls = matrix.diagonal() / matrix.sum(1)
    error, bins = calibration_error(p.max(1), p.argmax(1) == labels)
    attention_error, attention_bins = calibration_error(1 - p[:, 0], labels > 0)
    share, ill = bacterial_share(p), labels > 0
    return {
        "films": len(labels),
        "confusion": {"rows": "truth", "columns": "decision", "order": list(CLASSES), "counts": matrix.tolist()},
        "threeClassAccuracy": proportion(matrix.trace(), matrix.sum()),
        "balancedAccuracy": rounded(recalls.mean()),
        "pneumoniaAgainstNormal": area(1 - p[ill, 0], 1 - p[~ill, 0]),
        "bacterialAgainstViral": area(share[labels == 2], share[labels == 1]),
        "needsAttention": needs_attention(labels, decisions),
        "perClass": per_class(labels, p, matrix),
        "calibration": {"expectedError": rounded(error), "bins": bins, "pneumoniaError": rounded(attention_error), "pneumoniaBins": attention_bins},
    }


def subgroups(labels: np.ndarray, fitted: CrossFitted, sizes: list[tuple[int, int] | None]) -> dict:
    """By what is known of the original: unknown, size and aspect ratio. Sensitivity and specificity of the binary decision."""
    width = np.array([s[0] if s else 0 for s in sizes])
    aspect = np.array([s[0] / s[1] if s else 0 for s in sizes])
    masks = {
        "original size unknown": width == 0,
        "narrower than 1,100 pixels": (width > 0) & (width < 1100),
        "1,100 to 1,500 pixels wide": (width >= 1100) & (width < 1500),
        "1,500 pixels and wider": width >= 1500,
        "aspect below 1.3": (aspect > 0) & (aspect < 1.3),
        "aspect 1.3 to 1.6": (aspect >= 1.3) & (aspect < 1.6),
        "aspect above 1.6": aspect >= 1.6,
    }
    out = {}
    for name, mask in masks.items():
        if mask.any():
            both = needs_attention(labels[mask], fitted.decisions[mask])
            right = fitted.decisions[mask] == labels[mask]
            out[name] = {"sensitivity": both["sensitivity"], "specificity": both["specificity"], "threeClassAccuracy": proportion(right.sum(), right.size)}
    return out


def abstention_table(labels: np.ndarray, fitted: CrossFitted) -> list[dict]:
    """What abstaining below a confidence would cost and bring."""
    rows = []
    for least in (0.5, 0.52, 0.55, 0.58, 0.6, 0.65):
        kept = fitted.confidence >= least
        both = needs_attention(labels[kept], fitted.decisions[kept])
        rows.append(
            {
                "minConfidence": least,
                "abstained": proportion((~kept).sum(), len(kept)),
                "sensitivity": both["sensitivity"]["value"],
                "specificity": both["specificity"]["value"],
                "threeClassAccuracy": rounded((fitted.decisions[kept] == labels[kept]).mean()),
            }
        )
    return rows
