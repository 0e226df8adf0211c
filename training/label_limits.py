"""How well can bacterial be told from viral with these labels? Looks for the ceiling instead of guessing it.

    python -m training.label_limits        # needs teacher.npz; leaves training/figures/label-limits.json

Four questions: do identical films carry different labels; does a second kind of reader do better; does more data help; and are the errors a film's
(then a child's films would average them out) or a child's (then the label, or the disease, is the reason)?
"""

import hashlib
import json

import numpy as np

from .data import FOLDS, REPO, SEED, Films, assign_folds, load_train
from .network import CLASSES
from .statistics import auc
from .teacher import FILE, described, judged, kernel, small

SHARES = (0.1, 0.25, 0.5, 1.0)
SURE = 0.8


def area(score: np.ndarray, bacterial: np.ndarray) -> float:
    return round(float(auc(score[bacterial], score[~bacterial])[0]), 4)


def identical(films: Films) -> dict:
    """Sets of films with the same pixels, and how many of them have two labels."""
    sets: dict[str, list[int]] = {}
    for i, film in enumerate(films.pixels):
        sets.setdefault(hashlib.sha256(film.tobytes()).hexdigest(), []).append(i)
    twins = [films.labels[group] for group in sets.values() if len(group) > 1]
    return {"sets": len(twins), "setsWithTwoLabels": sum(len(set(t)) > 1 for t in twins), "films": sum(len(t) for t in twins)}


def one_kind(k: np.ndarray, films: Films, folds: np.ndarray, share: float) -> np.ndarray:
    """Out-of-fold scores of one kind of machine that learned from this share of the children."""
    ill, bacterial = films.labels > 0, films.labels == CLASSES.index("bacterial")
    chosen = np.isin(films.groups, np.random.default_rng(SEED).permutation(films.groups.max() + 1)[: int(share * (films.groups.max() + 1))])
    score = np.full(len(folds), np.nan)
    for fold in range(FOLDS):
        held = np.flatnonzero(ill & (folds == fold))
        score[held] = judged([k], bacterial, np.flatnonzero(ill & (folds != fold) & chosen), held)
    return score


def by_child(score: np.ndarray, bacterial: np.ndarray, groups: np.ndarray, least: int) -> dict:
    """Children with several films: the films one by one, against the mean over the child."""
    names, where, count = np.unique(groups, return_inverse=True, return_counts=True)
    several = count[where] >= least
    mean = np.bincount(where, score) / count
    label = np.bincount(where, bacterial) / count > 0.5
    rows = count >= least
    return {"children": int(rows.sum()), "films": int(several.sum()), "filmByFilm": area(score[several], bacterial[several]), "meanOfChild": area(mean[rows], label[rows])}


def confident_joint(p: np.ndarray, bacterial: np.ndarray) -> dict:
    """Confident learning (Northcutt 2021, arXiv 1911.00068): label against what the out-of-fold reader holds likelier than is usual for that class."""
    limit = np.array([(1 - p)[~bacterial].mean(), p[bacterial].mean()])
    over = np.stack([1 - p >= limit[0], p >= limit[1]], 1)
    meant = np.where(over.any(1), np.where(over.all(1), (p > 0.5).astype(int), over.argmax(1)), -1)
    joint = np.array([[(meant[bacterial == given] == true).sum() for true in (0, 1)] for given in (False, True)], dtype=float)
    joint *= (np.array([(~bacterial).sum(), bacterial.sum()]) / joint.sum(1))[:, None]
    return {
        "labelledViralSeemBacterial": round(float(joint[0, 1] / joint[0].sum()), 4),
        "labelledBacterialSeemViral": round(float(joint[1, 0] / joint[1].sum()), 4),
        "all": round(float((joint[0, 1] + joint[1, 0]) / joint.sum()), 4),
    }


def main() -> None:
    films = load_train()
    folds, ill = assign_folds(films.labels, films.groups), films.labels > 0
    bacterial, p = films.labels[ill] == CLASSES.index("bacterial"), np.load(FILE)["soft"][-1][ill]
    kernels = {"ImageNet features": kernel(described(films.pixels)), "grey values at 56 x 56": kernel(small(films.pixels))}
    curves = {name: {str(s): area(one_kind(k, films, folds, s)[ill], bacterial) for s in SHARES} for name, k in kernels.items()}
    sure = np.maximum(p, 1 - p) >= SURE
    found = {
        "identicalFilms": identical(films),
        "aucByShareOfChildrenLearnedFrom": curves,
        "bothKindsTogether": area(p, bacterial),
        "childrenWithSeveralFilms": {f"at least {n}": by_child(p, bacterial, films.groups[ill], n) for n in (2, 4)},
        "confidentLearning": confident_joint(p, bacterial),
        "whereSure": {"from": SURE, "films": int(sure.sum()), "labelDisagrees": round(float(((p > 0.5) != bacterial)[sure].mean()), 4)},
    }
    path = REPO / "training" / "figures" / "label-limits.json"
    path.write_text(json.dumps(found, indent=1) + "\n")
    print(path.read_text())


if __name__ == "__main__":
    main()
