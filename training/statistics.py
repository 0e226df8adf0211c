"""The figures of the card, each with a 95 % interval. No library beyond NumPy, so that every line can be checked by hand."""

import numpy as np

Z = 1.959963984540054  # 97.5th percentile of the standard normal


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson score interval of a proportion (Wilson 1927)."""
    if of == 0:
        return 0.0, 1.0
    p = hits / of
    middle = (p + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z / (1 + Z * Z / of) * np.sqrt(p * (1 - p) / of + Z * Z / (4 * of * of))
    return float(max(0, middle - half)), float(min(1, middle + half))


def midranks(values: np.ndarray) -> np.ndarray:
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    at = 0
    while at < len(values):
        end = at
        while end + 1 < len(values) and values[order[end + 1]] == values[order[at]]:
            end += 1
        ranks[order[at : end + 1]] = (at + end) / 2 + 1
        at = end + 1
    return ranks


def auc(positive: np.ndarray, negative: np.ndarray) -> tuple[float, float, float]:
    """Area under the ROC curve with DeLong's interval (DeLong 1988, by midranks as in Sun and Xu 2014). @returns value, low, high"""
    m, n = len(positive), len(negative)
    together = midranks(np.concatenate([positive, negative]))
    value = (together[:m].sum() - m * (m + 1) / 2) / (m * n)
    v10 = (together[:m] - midranks(positive)) / n
    v01 = 1 - (together[m:] - midranks(negative)) / m
    spread = np.sqrt(v10.var(ddof=1) / m + v01.var(ddof=1) / n)
    return float(value), float(max(0, value - Z * spread)), float(min(1, value + Z * spread))


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> tuple[float, list[dict]]:
    """Expected calibration error with equal-width bins (Guo 2017), and the bins for the plot."""
    rows, error = [], 0.0
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    for b in range(bins):
        here = place == b
        if here.any():
            gap = abs(confidence[here].mean() - right[here].mean())
            error += here.mean() * gap
            low, high = wilson(int(right[here].sum()), int(here.sum()))
            rows.append({"confidence": float(confidence[here].mean()), "accuracy": float(right[here].mean()), "low": low, "high": high, "count": int(here.sum())})
    return float(error), rows
