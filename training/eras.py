"""Are the labels of one kind throughout? Figures by the numbers in the file names, which follow the order in which the children were collected.

    python -m training.eras        # from figures/oof.csv, leaves figures/eras.json

Out-of-fold probabilities only. A reader that errs everywhere alike has a flat table; a step in it is a step in the films or in their labels.
"""

import csv
import json
import re

import numpy as np

from .data import REPO
from .statistics import auc, wilson

FIGURES = REPO / "training" / "figures"
STEP = 1270  # last bacterial person before the step that the table of tenths shows
PARTS = 10


def number(file: str) -> int:
    """personNNN, IM-NNNN or NORMAL2-IM-NNNN; the second normal series counts from 10,000."""
    found = re.search(r"(NORMAL2-)?(?:person|IM-)(\d+)", file)
    if found is None:
        raise ValueError(f"no number in {file}")
    return int(found[2]) + (10_000 if found[1] else 0)


def share(rows: list[dict], right) -> dict:
    hits = sum(map(right, rows))
    low, high = wilson(hits, len(rows))
    return {"value": round(hits / len(rows), 4), "low": round(low, 4), "high": round(high, 4), "of": len(rows)}


def tenths(rows: list[dict]) -> list[dict]:
    ordered = sorted(rows, key=lambda r: r["number"])
    out = []
    for part in np.array_split(np.arange(len(ordered)), PARTS):
        some = [ordered[i] for i in part]
        right = {"normal": lambda r: r["decision"] == "normal"}.get(some[0]["class"], lambda r: r["decision"] != "normal")
        out.append({"from": some[0]["number"], "to": some[-1]["number"], "normalOrNot": share(some, right), "class": share(some, lambda r: r["decision"] == r["class"])})
    return out


def kinds(bacterial: list[dict], viral: list[dict]) -> dict:
    value, low, high = auc(np.array([r["kind"] for r in bacterial]), np.array([r["kind"] for r in viral]))
    return {"films": len(bacterial), "bacterialAgainstViral": round(value, 4), "low": round(low, 4), "high": round(high, 4)}


def main() -> None:
    with open(FIGURES / "oof.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        viral, bacterial = float(row["p_viral"]), float(row["p_bacterial"])
        row |= {"number": number(row["file"]), "kind": bacterial / (viral + bacterial + 1e-9)}
    of = {name: [r for r in rows if r["class"] == name] for name in ("normal", "viral", "bacterial")}
    early, late = ([r for r in of["bacterial"] if (r["number"] <= STEP) == first] for first in (True, False))
    without = [r for r in rows if r not in late]
    table = {
        "tenths": {name: tenths(some) for name, some in of.items()},
        f"bacterial to {STEP} against viral": kinds(early, of["viral"]),
        f"bacterial from {STEP + 1} against viral": kinds(late, of["viral"]),
        f"three-class accuracy without bacterial from {STEP + 1}": share(without, lambda r: r["decision"] == r["class"]),
    }
    (FIGURES / "eras.json").write_text(json.dumps(table, indent=1) + "\n")
    print(json.dumps({k: v for k, v in table.items() if k != "tenths"}, indent=1))


if __name__ == "__main__":
    main()
