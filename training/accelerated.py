"""The whole training on one accelerator: teachers of several seeds, pupils that learn from them, comparisons. Ten minutes on an H100.

    python -m training.accelerated --pack films.npz
    python -m training.accelerated OUT --films films.npz --seconds 112 195
    python -m training.accelerated --home OUT

The second step needs no file of the data folder but `films.npz`, so it can be sent to a machine that has nothing else (IMAGENET_LITE0 names the
checkpoint where its package is missing). OUT gets, for `fold0` to `fold4` and `all`, the pupil (float16, frozen stages as they were) and every reader's
out-of-fold logits; nothing of a held-out fold reaches a reader, its teachers or a choice.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch

from .data import FOLDS, REPO, SEED, WORK, Films, assign_folds, load_train
from .network import Reader
from .statistics import auc
from .train import DEVICE, Recipe, as_input, train

COMPARISON = "compared"  # fold 0 without augmentation, and from scratch
TRAININGS = (*(str(fold) for fold in range(FOLDS)), "all", COMPARISON)
PUPIL_FILE = "pupil-{}.pt"


def pack(path: Path) -> None:
    """Films as they come from their JPEG files (bytes, not pixels: a tenth of the size), labels and groups."""
    from .data import test_data

    films = load_train()
    folder = test_data() / "chest-xray" / "train"
    files = [np.frombuffer((folder / name).read_bytes(), np.uint8) for name in films.files]
    np.savez(path, bytes=np.concatenate(files), lengths=np.array([len(f) for f in files]), labels=films.labels, groups=films.groups, files=np.array(films.files))


def unpack(path: Path) -> Films:
    import io

    from PIL import Image

    saved = dict(np.load(path))
    parts = np.split(saved["bytes"], np.cumsum(saved["lengths"])[:-1])
    pixels = [np.asarray(Image.open(io.BytesIO(part.tobytes())).convert("L")) for part in parts]
    return Films(np.stack(pixels), saved["labels"], saved["groups"], saved["files"].tolist(), [None] * len(pixels))


@torch.no_grad()
def judged(model: Reader, pixels: np.ndarray) -> np.ndarray:
    """@returns logits (n, 2, 3): of each film and of its mirror image, in single precision"""
    model.eval()
    out = []
    for at in range(0, len(pixels), 256):
        x = as_input(pixels[at : at + 256]).to(DEVICE)
        out.append(torch.stack([model(x), model(x.flip(3))], 1).cpu().numpy())
    return np.concatenate(out)


def halved(model: Reader) -> dict:
    """float16 for the way home, but for the frozen stages, which must stay what ImageNet made them."""
    frozen = tuple(f"features.{part}" for part in ("stem.", "stages.0.", "stages.1."))
    return {k: v.cpu().contiguous() if k.startswith(frozen) or not v.is_floating_point() else v.cpu().contiguous().half() for k, v in model.state_dict().items()}


def one(which: str, work: Path, films: Films, given: argparse.Namespace) -> None:
    """One fold (or all films): teachers, then the pupil, each judged on the films it has not seen."""
    folds = assign_folds(films.labels, films.groups)
    fold = "0" if which == COMPARISON else which
    held = np.array([], dtype=int) if which == "all" else np.flatnonzero(folds == int(fold))
    chosen = np.setdiff1d(np.arange(len(folds)), held)
    say = lambda text, **_: print(f"[{which}] {text}", flush=True)  # noqa: E731
    saved, began = {"index": held}, time.time()

    def learnt(name: str, seconds: float, seed: int, **more) -> Reader:
        recipe = {"seconds": seconds, "seed": seed, "peak": given.peak, "batch": given.batch, "keep": given.keep, "calm": 0.3} | more
        model = train(films, chosen, Recipe(**recipe), say)
        if name == "pupil":
            model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in halved(model).items()})
        if len(held):
            saved[name] = judged(model, films.pixels[held])
            say(f"{name}: accuracy {(saved[name][:, 0].argmax(1) == films.labels[held]).mean():.4f} after {time.time() - began:.0f} s")
        return model

    start = SEED + (99 if which == "all" else int(fold))
    if which == COMPARISON:
        learnt("bare", given.seconds[0], start, bare=True)
        learnt("scratch", given.seconds[0] + given.seconds[1], start, pretrained=False, peak=given.peak * 1.5)
        return np.savez(work / f"judged-{which}.npz", **saved)
    teachers = tuple(learnt(f"teacher{i}", given.seconds[0], start + 1000 * i) for i in range(given.seeds))
    pupil = learnt("pupil", given.seconds[1], start + 5000, teachers=teachers)
    torch.save({"state": halved(pupil), "seconds": time.time() - began, "given": {k: str(v) for k, v in vars(given).items()}}, work / PUPIL_FILE.format(which))
    np.savez(work / f"judged-{which}.npz", **saved)


def every(out: Path, given: argparse.Namespace) -> None:
    """All trainings, `jobs` processes at a time on the one accelerator."""
    waiting, running = list(TRAININGS), []
    arguments = [a for a in sys.argv[1:]]
    while waiting or running:
        while waiting and len(running) < given.jobs:
            which = waiting.pop(0)
            running.append((which, subprocess.Popen([sys.executable, "-m", "training.accelerated", *arguments, "--one", which])))
        for entry in [e for e in running if e[1].poll() is not None]:
            running.remove(entry)
            if entry[1].returncode:
                print(f"[{entry[0]}] failed with {entry[1].returncode}", flush=True)
        time.sleep(0.2)
    collect(out)


def collect(out: Path) -> None:
    """One file of out-of-fold logits for all folds, and what they say."""
    together: dict[str, np.ndarray] = {}
    for which in TRAININGS:
        path = out / f"judged-{which}.npz"
        if path.exists():
            saved = np.load(path)
            together |= {f"{which}/{name}": saved[name] for name in saved.files}
            path.unlink()
    np.savez(out / "judged.npz", **together)


def bring_home(out: Path) -> None:
    """What came back becomes what `training.train` would have left: fold0..4.pt and .npz, all.pt; and the comparison's logits."""
    saved = dict(np.load(out / "judged.npz"))
    WORK.mkdir(parents=True, exist_ok=True)
    for which in (*map(str, range(FOLDS)), "all"):
        name = which if which == "all" else f"fold{which}"
        pupil = torch.load(out / PUPIL_FILE.format(which), map_location="cpu", weights_only=True)
        pupil["state"] = {k: v.float() if v.is_floating_point() else v for k, v in pupil["state"].items()}
        torch.save(pupil, WORK / f"{name}.pt")
        if which != "all":
            plain, mirror = saved[f"{which}/pupil"].transpose(1, 0, 2)
            np.savez(WORK / f"{name}.npz", index=saved[f"{which}/index"], plain=plain, mirror=mirror)
    (REPO / "training" / "figures" / "recipes.json").write_text(json.dumps(compared(saved), indent=1) + "\n")


def compared(saved: dict[str, np.ndarray]) -> dict[str, dict]:
    """Teachers, their ensemble and pupils over five folds; the two other recipes on fold 0. Accuracy of the largest logit, before calibration."""
    labels = load_train().labels
    whole = {"teacher0": ["teacher0"], "teacher1": ["teacher1"], "both teachers": ["teacher0", "teacher1"], "pupil": ["pupil"]}
    table = {f"{name}, five folds": recipe_figures(labels, [(saved[f"{k}/index"], np.mean([saved[f"{k}/{n}"][:, 0] for n in names], 0)) for k in range(FOLDS)]) for name, names in whole.items()}
    for name, where in (("teacher0", "0"), ("pupil", "0"), ("bare", COMPARISON), ("scratch", COMPARISON)):
        table[f"{name}, fold 0"] = recipe_figures(labels, [(saved["0/index"], saved[f"{where}/{name}"][:, 0])])
    return table


def recipe_figures(labels: np.ndarray, parts: list[tuple[np.ndarray, np.ndarray]]) -> dict[str, float]:
    index, logits = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    truth, sick, kind = labels[index], np.logaddexp(logits[:, 1], logits[:, 2]) - logits[:, 0], logits[:, 2] - logits[:, 1]
    return {
        "pneumoniaAgainstNormal": round(auc(sick[truth > 0], sick[truth == 0])[0], 4),
        "bacterialAgainstViral": round(auc(kind[truth == 2], kind[truth == 1])[0], 4),
        "threeClassAccuracy": round(float((logits.argmax(1) == truth).mean()), 4),
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path, nargs="?")
    ask.add_argument("--films", type=Path)
    ask.add_argument("--pack", type=Path)
    ask.add_argument("--home", type=Path, help="take over what such a run left in this folder")
    ask.add_argument("--seconds", type=float, nargs=2, default=[112, 195], help="of each teacher, of each pupil")
    ask.add_argument("--seeds", type=int, default=2, help="teachers for each pupil")
    ask.add_argument("--batch", type=int, default=64)
    ask.add_argument("--peak", type=float, default=8e-4)
    ask.add_argument("--keep", type=float, default=0.997)
    ask.add_argument("--jobs", type=int, default=len(TRAININGS))
    ask.add_argument("--one", choices=TRAININGS)
    given = ask.parse_args()
    if given.pack:
        return pack(given.pack)
    if given.home:
        return bring_home(given.home)
    if not given.one:
        return every(given.out, given)
    torch.backends.cudnn.benchmark = True
    torch.set_num_threads(max(1, (os.cpu_count() or 2) // (given.jobs + 1)))
    one(given.one, given.out, unpack(given.films), given)


if __name__ == "__main__":
    main()
