"""Trains one reader: on the films outside one fold, or on all of them.

    python -m training.train --fold 0        # leaves .firstread/training/fold0.pt and fold0.npz (out-of-fold logits)
    python -m training.train --fold all      # the network that is shipped
"""

import argparse
import copy
import io
import math
import os
import time
from dataclasses import dataclass

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
from torch import Tensor

from .augment import augmented, bare
from .backbone import imagenet_checkpoint
from .data import SEED, WORK, Films, assign_folds, load_train
from .network import CLASSES, FROZEN_STAGES, Reader, load_imagenet, standardise
from .teacher import FILE as TEACHER, targets

BATCH = 32
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
LAYOUT = torch.channels_last if os.environ.get("LAYOUT", "last") == "last" else torch.contiguous_format
AMP = {"bf16": torch.bfloat16, "fp16": torch.float16, "off": None}[os.environ.get("AMP", "bf16")]
CROP = 176  # with the zoom of `moved` a lung then has the apparent size that it has at 224 (FixRes, arXiv 1906.06423), at 0.6 of the cost
PEAK_RATE = 6e-4
SMOOTHING = 0.05
KEEP = 0.99  # of the running average of weights, per step


def class_weights(labels: np.ndarray) -> Tensor:
    """Inverse square root of the class's share: bacterial films are half of the data, and full weighting overshoots."""
    share = np.bincount(labels, minlength=len(CLASSES)) / len(labels)
    weight = share**-0.5
    return torch.tensor(weight / (weight * share).sum(), dtype=torch.float32)


WARM = 0.05


def rate(done: float) -> float:
    """Warm-up over the first twentieth, then half a cosine to zero. @param done  share of the training that is over"""
    return min(1.0, max(done, 1e-3) / WARM) * 0.5 * (1 + math.cos(math.pi * min(1.0, max(0.0, done - WARM) / (1 - WARM))))


def parameter_groups(model: Reader) -> list[dict]:
    """No weight decay on biases and normalisation; the new heads learn faster than the pretrained body."""
    groups = []
    for is_new in (False, True):
        for decay in (True, False):
            chosen = [p for name, p in model.named_parameters() if p.requires_grad and name.startswith("features") != is_new and (p.ndim > 1) == decay]
            groups.append({"params": chosen, "scale": 2.5 if is_new else 1.0, "weight_decay": 0.03 if decay else 0.0})
    return groups


class Average:
    """The running average of a network's weights, which is what is kept (one fused step for all tensors)."""

    def __init__(self, model: Reader) -> None:
        self.network = copy.deepcopy(model).eval()
        pairs = list(zip(self.network.state_dict().values(), model.state_dict().values(), strict=True))
        self.means, self.values = ([pair[i] for pair in pairs if pair[0].is_floating_point()] for i in range(2))

    @torch.no_grad()
    def follow(self, keep: float) -> None:
        torch._foreach_lerp_(self.means, self.values, 1 - keep)


def early_maps(model: Reader, x: Tensor, frozen: int) -> Tensor:
    """Stem and frozen stages: no gradient is wanted, so half precision will do while training (a ninth of the time saved)."""
    with torch.no_grad(), torch.autocast(x.device.type, torch.bfloat16):
        x = model.features.stem(standardise(x))
        for stage in model.features.stages[:frozen]:
            x = stage(x)
    return x.float()


def as_input(pixels: np.ndarray) -> Tensor:
    """uint8 (n, H, W) to float (n, 1, H, W) in 0..1"""
    return torch.from_numpy(pixels.astype(np.float32) / 255)[:, None]


def soft_cross_entropy(logits: Tensor, told: Tensor) -> Tensor:
    """@param told  probabilities (n, 3) from the teachers, for the very films as they were augmented (Beyer et al. 2022, arXiv 2106.05237)"""
    return -(told * logits.log_softmax(1)).sum(1).mean()


@torch.no_grad()
def told_by(teachers: list[Reader], early: Tensor, frozen: int) -> Tensor:
    """Mean probabilities of several readers that share the frozen stages with the pupil."""
    with torch.autocast(early.device.type, torch.bfloat16, enabled=early.is_cuda):
        each = [t.decide(*(m.float() for m in t.late_maps(early, frozen))) for t in teachers]
    return torch.stack([logits.float().softmax(1) for logits in each]).mean(0)


@dataclass(frozen=True)
class Recipe:
    """@field start  a state to go on from instead of ImageNet; it must not have seen a held-out film"""

    epochs: float = 5
    seconds: float | None = None  # instead of epochs: as long as the machine is lent (the rate follows the clock; Li et al. 2020, arXiv 1905.04753)
    seed: int = SEED
    peak: float = PEAK_RATE
    pretrained: bool = True
    start: dict | None = None
    soft: np.ndarray | None = None  # (n, 3) targets instead of the labels (teacher.py)
    frozen: int = FROZEN_STAGES  # so many stages learn nothing; more of them when a trained network is only touched up (a third of the time saved)
    bare: bool = False  # hardly any augmentation, to see what it is good for
    calm: float = 0.0  # share of batches that are augmented a third as often in grey and sharpness
    batch: int = BATCH
    keep: float = KEEP
    teachers: tuple[Reader, ...] = ()  # their ensemble is distilled: half of the loss is theirs, half the label's


def train(films: Films, chosen: np.ndarray, recipe: Recipe, say=print) -> Reader:
    """@param chosen  indices of the films to learn from"""
    seed, pretrained = recipe.seed, recipe.pretrained
    torch.manual_seed(seed)
    rng, order = torch.Generator(DEVICE).manual_seed(seed), np.random.default_rng(seed)
    model = Reader()
    if pretrained:
        load_imagenet(model, imagenet_checkpoint())
    if recipe.start is not None:
        model.load_state_dict(recipe.start)
    model = model.to(DEVICE, memory_format=LAYOUT)
    average = Average(model)
    model.train()
    if pretrained:
        model.freeze_early(recipe.frozen)
    optimiser = torch.optim.AdamW(parameter_groups(model), lr=recipe.peak)
    weights = class_weights(films.labels[chosen]).to(DEVICE)
    pixels = torch.from_numpy(films.pixels).to(DEVICE)
    wanted = torch.from_numpy(films.labels if recipe.soft is None else recipe.soft).to(DEVICE)
    smoothing = SMOOTHING if recipe.soft is None else SMOOTHING / 2  # soft targets are no longer sure of themselves
    per_epoch = len(chosen) // recipe.batch
    steps = int(recipe.epochs * per_epoch)
    began, running, shuffled, step = time.time(), torch.zeros((), device=DEVICE), chosen, -1
    while (done := (time.time() - began) / recipe.seconds if recipe.seconds else (step + 1) / steps) < 1:
        step += 1
        if step % per_epoch == 0:
            shuffled = torch.from_numpy(order.permutation(chosen)).to(DEVICE)
        batch = shuffled[step % per_epoch * recipe.batch :][: recipe.batch]
        for group in optimiser.param_groups:
            group["lr"] = recipe.peak * group["scale"] * rate(done)
        strength = 0.35 if order.random() < recipe.calm else 1.0
        x = pixels[batch][:, None].float() / 255
        x = bare(x, CROP, rng) if recipe.bare else augmented(x, CROP, rng, strength)
        x = x.contiguous(memory_format=LAYOUT)
        early = early_maps(model, x, recipe.frozen) if pretrained else None
        with torch.autocast(DEVICE.type, AMP or torch.bfloat16, enabled=DEVICE.type == "cuda" and AMP is not None):
            maps = model.maps(x) if early is None else model.late_maps(early, recipe.frozen)
        logits = model.decide(*(m.float() for m in maps))
        loss = F.cross_entropy(logits, wanted[batch], weights, label_smoothing=smoothing)
        if recipe.teachers:
            loss = (loss + soft_cross_entropy(logits, told_by(list(recipe.teachers), early, recipe.frozen))) / 2
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        average.follow(min(recipe.keep, (1 + step) / (10 + step)))
        running = torch.lerp(running, loss.detach(), 0.02 if step else 1.0)
        if (step + 1) % (20 if DEVICE.type == "cpu" else 500) == 0:
            say(f"step {step + 1}, {done:.0%}, loss {running.item():.3f} {(step + 1) * recipe.batch / (time.time() - began):.1f} films/s", flush=True)
    return average.network


def mean_of(names: list[str]) -> dict:
    """The mean of several networks' weights: fine-tuned from one start they lie in one basin (Wortsman 2022, arXiv 2203.05482)."""
    states = [torch.load(WORK / f"{name}.pt", map_location="cpu", weights_only=True)["state"] for name in names]
    return {k: torch.stack([s[k].float() for s in states]).mean(0).to(v.dtype) for k, v in states[0].items()}


def predict(model: Reader, pixels: np.ndarray, mirrored: bool = False) -> np.ndarray:
    """@returns logits (n, 3) at full size, without augmentation; through onnxruntime, several times as fast as PyTorch on a CPU"""
    store, axes = io.BytesIO(), {"image": {0: "n"}, "logits": {0: "n"}}
    torch.onnx.export(
        model.cpu().eval(), (as_input(pixels[:2]),), store, input_names=["image"], output_names=["logits"], dynamic_axes=axes, opset_version=17, dynamo=False
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(store.getvalue(), options, providers=["CPUExecutionProvider"])
    turned = pixels[:, :, ::-1] if mirrored else pixels
    return np.concatenate([session.run(None, {"image": as_input(turned[at : at + 16]).numpy()})[0] for at in range(0, len(pixels), 16)])


def save_held_out(model: Reader, films: Films, held_out: np.ndarray, name: str) -> None:
    plain, mirror = predict(model, films.pixels[held_out]), predict(model, films.pixels[held_out], mirrored=True)
    np.savez(WORK / f"{name}.npz", index=held_out, plain=plain, mirror=mirror)
    right = (plain.argmax(1) == films.labels[held_out]).mean()
    print(f"{name}: three-class accuracy on the held-out fold {right:.4f}", flush=True)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--fold", required=True, help="0..4, or all")
    ask.add_argument("--epochs", type=float, default=5)
    ask.add_argument("--peak", type=float, default=PEAK_RATE, help="highest learning rate")
    ask.add_argument("--start", nargs="*", default=[], help="go on from the mean of these networks: fold k only from networks that have not seen fold k")
    ask.add_argument("--threads", type=int, default=torch.get_num_threads())
    ask.add_argument("--calm", type=float, default=0.0, help="share of batches with a third of the changes of grey and sharpness")
    ask.add_argument("--trust", type=float, help="share of the label in the targets, the rest is the teacher's (teacher.py); default: labels alone")
    ask.add_argument("--frozen", type=int, default=FROZEN_STAGES, help="stages that learn nothing")
    ask.add_argument("--bare", action="store_true", help="hardly any augmentation, for comparison")
    ask.add_argument("--scratch", action="store_true", help="without ImageNet weights, for comparison")
    ask.add_argument("--name", help="of the files left behind; default fold0, fold1, … or all")
    given = ask.parse_args()
    torch.set_num_threads(given.threads)
    films = load_train()
    folds = assign_folds(films.labels, films.groups)
    name = given.name or ("all" if given.fold == "all" else f"fold{given.fold}")
    held_out = np.array([], dtype=int) if given.fold == "all" else np.flatnonzero(folds == int(given.fold))
    chosen = np.setdiff1d(np.arange(len(films.files)), held_out)
    began = time.time()
    seed = SEED + (99 if given.fold == "all" else int(given.fold))
    soft = None if given.trust is None else targets(films.labels, np.load(TEACHER)["soft"][-1 if given.fold == "all" else int(given.fold)], given.trust)
    start = mean_of(given.start) if given.start else None
    model = train(films, chosen, Recipe(given.epochs, seed, given.peak, not given.scratch, start, soft, given.frozen, given.bare, given.calm))
    WORK.mkdir(parents=True, exist_ok=True)
    torch.save({"state": model.state_dict(), "seconds": time.time() - began, "epochs": given.epochs, "given": vars(given)}, WORK / f"{name}.pt")
    if len(held_out):
        save_held_out(model, films, held_out, name)


if __name__ == "__main__":
    main()
