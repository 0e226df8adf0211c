"""What other kinds of reader think of the kind of pneumonia: soft targets against wrong labels.

    python -m training.teacher        # leaves .firstread/training/teacher.npz

Support vector machines on two things that the reader's training does not touch (ImageNet features of the whole film at several scales, and plain grey
values at 56 x 56) tell bacterial from viral about as well as the trained network does, and make other mistakes. A film's soft target comes from
machines that saw no film of its fold, and for the network of fold k from machines that saw no film of fold k either, so nothing
of the held-out fold reaches its network by this way. (Only means and spreads of the features are taken over all films, without labels.)
"""

import io

import numpy as np
import onnxruntime
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC
from torch import Tensor, nn

from .backbone import imagenet_checkpoint
from .data import FOLDS, WORK, Films, assign_folds, load_train
from .network import CLASSES, Reader, load_imagenet, standardise

FILE = WORK / "teacher.npz"
STAGES = (2, 4, 6)


class Scales(nn.Module):
    """ImageNet features of a film: mean, largest and spread over places after stages 3, 5 and 7 and after the last layer, (N, 5480)."""

    def __init__(self) -> None:
        super().__init__()
        reader = Reader()
        load_imagenet(reader, imagenet_checkpoint())
        self.features = reader.features.eval()

    def forward(self, image: Tensor) -> Tensor:
        x, out = self.features.stem(standardise(image)), []
        for i, stage in enumerate(self.features.stages):
            x = stage(x)
            if i in STAGES:
                out += [x.mean((2, 3)), x.amax((2, 3)), x.std((2, 3))]
        x = self.features.top(x)
        return torch.cat([*out, x.mean((2, 3)), x.std((2, 3))], 1)


def described(pixels: np.ndarray) -> np.ndarray:
    """@param pixels (n, 224, 224) uint8; @returns (n, features), through onnxruntime"""
    store, axes = io.BytesIO(), {"image": {0: "n"}, "features": {0: "n"}}
    torch.onnx.export(
        Scales(), (torch.rand(2, 1, 224, 224),), store, input_names=["image"], output_names=["features"], dynamic_axes=axes, opset_version=17, dynamo=False
    )
    session = onnxruntime.InferenceSession(store.getvalue(), providers=["CPUExecutionProvider"])
    parts = [pixels[at : at + 32][:, None].astype(np.float32) / 255 for at in range(0, len(pixels), 32)]
    return np.concatenate([session.run(None, {"image": part})[0] for part in parts])


def small(pixels: np.ndarray) -> np.ndarray:
    """56 x 56 grey values, zero mean and unit spread per film."""
    x = pixels.reshape(len(pixels), 56, 4, 56, 4).mean((2, 4)).reshape(len(pixels), -1).astype(np.float32)
    return (x - x.mean(1, keepdims=True)) / (x.std(1, keepdims=True) + 1e-6)


def kernel(features: np.ndarray) -> np.ndarray:
    """Gaussian kernel between all films, width as scikit-learn's `gamma="scale"` on standardised features."""
    x = (features - features.mean(0)) / (features.std(0) + 1e-6)
    squares = (x * x).sum(1)
    distance = squares[:, None] + squares[None] - 2 * x @ x.T
    return np.exp(-np.maximum(distance, 0) / x.shape[1])


def judged(kernels: list[np.ndarray], bacterial: np.ndarray, learn: np.ndarray, judge: np.ndarray) -> np.ndarray:
    """Mean of the machines' standardised decision values for the films to judge."""
    total = np.zeros(len(judge))
    for k in kernels:
        machine = SVC(kernel="precomputed").fit(k[np.ix_(learn, learn)], bacterial[learn])
        value = machine.decision_function(k[np.ix_(judge, learn)])
        total += value / np.abs(value).mean()
    return total / len(kernels)


def soft(kernels: list[np.ndarray], labels: np.ndarray, folds: np.ndarray, without: int | None, cache: dict) -> np.ndarray:
    """p(bacterial | pneumonia) for every pneumonia film outside fold `without`, NaN elsewhere; calibrated on the same films.

    @param cache  machines by the set of folds they did not see: fold 1's judges without fold 3 are fold 3's without fold 1
    """
    ill, bacterial, value = labels > 0, labels == CLASSES.index("bacterial"), np.full(len(labels), np.nan)
    for fold in set(range(FOLDS)) - {without}:
        unseen = frozenset({fold, without} - {None})
        if unseen not in cache:
            learn, judge = np.flatnonzero(ill & ~np.isin(folds, list(unseen))), np.flatnonzero(ill & np.isin(folds, list(unseen)))
            cache[unseen] = np.full(len(labels), np.nan)
            cache[unseen][judge] = judged(kernels, bacterial, learn, judge)
        here = ill & (folds == fold)
        value[here] = cache[unseen][here]
    known = ~np.isnan(value)
    scale = LogisticRegression(C=1e3).fit(value[known, None], bacterial[known])
    value[known] = scale.predict_proba(value[known, None])[:, 1]
    return value


def teach(films: Films) -> np.ndarray:
    """@returns (FOLDS + 1, n): row k for the network of fold k, the last for the one that learns from all"""
    folds = assign_folds(films.labels, films.groups)
    kernels, cache = [kernel(described(films.pixels)), kernel(small(films.pixels))], {}
    return np.stack([soft(kernels, films.labels, folds, without, cache) for without in (*range(FOLDS), None)])


def targets(labels: np.ndarray, row: np.ndarray, trust: float) -> np.ndarray:
    """(n, 3) targets: normal films stay what they are; pneumonia is shared out between label (`trust`) and teacher."""
    out = np.eye(len(CLASSES), dtype=np.float32)[labels]
    known = ~np.isnan(row)
    taught = np.stack([np.zeros(known.sum()), 1 - row[known], row[known]], 1)
    out[known] = trust * out[known] + (1 - trust) * taught
    return out


def main() -> None:
    films = load_train()
    rows = teach(films)
    np.savez(FILE, soft=rows)
    ill, bacterial = films.labels > 0, films.labels == CLASSES.index("bacterial")
    order = rows[-1][ill].argsort().argsort()
    positive = bacterial[ill]
    area = (order[positive].sum() - positive.sum() * (positive.sum() - 1) / 2) / positive.sum() / (~positive).sum()
    print(f"bacterial against viral, machines alone, out of fold: AUC {area:.4f}", flush=True)


if __name__ == "__main__":
    main()
