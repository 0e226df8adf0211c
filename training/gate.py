"""The gate ("this is not for me") and the quality head: small heads on frozen ImageNet features that they share with the reader's stem.

    python -m training.gate        # leaves .firstread/training/gate.pt and training/figures/gate.json

They do not depend on the reader's training, so every fold network carries the same ones. Classes come from `negatives.py`, `drawn.py` and
`degrade.py`. Figures are honest by source: a picture is judged by heads that saw nothing of its source, a child's film by heads that saw
no film of its group.
"""

import json

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .augment import moved
from .backbone import imagenet_checkpoint
from .data import REPO, SEED, WORK, Films, assign_folds, load_train, test_data
from .degrade import QUALITY, degraded, ordinary
from .drawn import painted
from .negatives import GATE, Other, all_real, opened, squeezed
from .network import FINE_STAGE, FROZEN_STAGES, Features, Reader, load_imagenet, standardise

EMBEDDING = 32
HIDDEN = 96
TONES = 16


class GateFeatures(nn.Module):
    """ImageNet stages 2 to 4 on the frozen stem; grid means, spreads and plain image statistics as one vector."""

    def __init__(self) -> None:
        super().__init__()
        features = Features()
        self.stages = nn.ModuleList(features.stages[FROZEN_STAGES : FINE_STAGE + 1])

    @staticmethod
    def statistics(image: Tensor) -> Tensor:
        """Histogram (16 soft tones), mean, spread, and how much detail is left at three scales, relative to the spread: (N, 24)."""
        tones = [F.relu(1 - (image - i / (TONES - 1)).abs() * (TONES - 1)).mean((1, 2, 3)) for i in range(TONES)]
        mean = image.mean((1, 2, 3))
        spread = ((image - mean[:, None, None, None]) ** 2).mean((1, 2, 3)).sqrt()
        detail, level = [], image
        for _ in range(3):
            right, down = level[:, :, :, 1:] - level[:, :, :, :-1], level[:, :, 1:] - level[:, :, :-1]
            for step in (right, down):
                detail.append(torch.log(step.abs().mean((1, 2, 3)) / (spread + 0.01) + 1e-3))
            level = F.avg_pool2d(level, 2)
        return torch.stack([*tones, mean, torch.log(spread + 0.01), *detail], 1)

    def forward(self, image: Tensor, early: Tensor) -> Tensor:
        """@param early  the reader's map after its frozen stages (1/4 of the side)"""
        x = early
        for stage in self.stages:
            x = stage(x)
        grid = F.avg_pool2d(F.pad(x, (1, 1, 1, 1)), 4).flatten(1)  # 14 -> 16 -> 4 x 4 places
        mean = x.mean((2, 3))
        spread = ((x - mean[:, :, None, None]) ** 2).mean((2, 3)).sqrt()
        return torch.cat([grid, mean, spread, self.statistics(image)], 1)


class Heads(nn.Module):
    """Gate, quality and embedding from one standardised feature vector."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("scale", torch.ones(width))
        self.gate = nn.Sequential(nn.Dropout(0.2), nn.Linear(width, HIDDEN), nn.ReLU(), nn.Dropout(0.3), nn.Linear(HIDDEN, len(GATE)))
        self.quality = nn.Sequential(nn.Dropout(0.2), nn.Linear(width, HIDDEN), nn.ReLU(), nn.Dropout(0.3), nn.Linear(HIDDEN, len(QUALITY)))
        self.embedding = nn.Linear(width, EMBEDDING)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = ((features - self.mean) * self.scale).clamp(-6, 6)
        return self.gate(x), self.quality(x), self.embedding(x)


class Extractor(nn.Module):
    """Stem, frozen stages and gate features with ImageNet weights."""

    def __init__(self) -> None:
        super().__init__()
        reader = Reader()
        load_imagenet(reader, imagenet_checkpoint())
        self.stem, self.early = reader.features.stem, nn.Sequential(*reader.features.stages[:FROZEN_STAGES])
        self.branch = GateFeatures()
        self.branch.stages = nn.ModuleList(reader.features.stages[FROZEN_STAGES : FINE_STAGE + 1])
        self.eval().requires_grad_(False)
        self.session: onnxruntime.InferenceSession | None = None

    def forward(self, image: Tensor) -> Tensor:
        return self.branch(image, self.early(self.stem(standardise(image))))

    def of(self, images: Tensor) -> Tensor:
        """Features of many images, through onnxruntime: a fifth of PyTorch's time on a CPU, and what the product will compute."""
        if self.session is None:
            path = WORK / "extractor.onnx"
            axes = {"image": {0: "n"}, "features": {0: "n"}}
            torch.onnx.export(
                self, (images[:2],), str(path), input_names=["image"], output_names=["features"], dynamic_axes=axes, opset_version=17, dynamo=False
            )
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = torch.get_num_threads()
            self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return torch.cat([torch.from_numpy(self.session.run(None, {"image": part.numpy()})[0]) for part in images.split(16)])


def floats(pixels: np.ndarray) -> Tensor:
    return torch.from_numpy(pixels.astype(np.float32) / 255)[:, None]


def varied(images: Tensor, rng: torch.Generator) -> Tensor:
    """Many pictures from one negative: moved, mirrored, turned by quarters, other exposure, now and then inverted."""
    images = moved(images, images.shape[-1], rng)
    images = torch.rot90(images, int(torch.randint(4, (1,), generator=rng)), (2, 3)) if torch.rand(1, generator=rng) < 0.3 else images
    images = ordinary(images, rng)
    return torch.where(torch.rand(len(images), 1, 1, 1, generator=rng) < 0.15, 1 - images, images)


class Table:
    """Feature rows with gate class, quality class (-1: does not count) and fold. Fold -1 is only ever learned from."""

    def __init__(self) -> None:
        self.rows: list[Tensor] = []
        self.gate: list[int] = []
        self.quality: list[int] = []
        self.fold: list[int] = []
        self.plain: list[bool] = []  # as it came: these rows make the figures
        self.name: list[str] = []

    def add(self, rows: Tensor, gate, quality, fold, plain: bool, names) -> None:
        self.rows.append(rows)
        for to, values in ((self.gate, gate), (self.quality, quality), (self.fold, fold), (self.name, names)):
            to.extend(values)
        self.plain.extend([plain] * len(rows))


def add_films(table: Table, extract: Extractor, films: Films, folds: np.ndarray, rng: torch.Generator) -> None:
    """Every film as it is; every second one twice more: once ordinary, once degraded in a way drawn at random."""
    for at in range(0, len(films.files), 64):
        part = slice(at, at + 64)
        images, fold, names = floats(films.pixels[part]), folds[part].tolist(), films.files[part]
        n = len(images)
        table.add(extract.of(images), [0] * n, [0] * n, fold, True, names)
        images, fold, names = images[::2], fold[::2], names[::2]
        n = len(images)
        table.add(extract.of(ordinary(images, rng)), [0] * n, [0] * n, fold, False, names)
        spoiled, how = degraded(ordinary(images, rng), rng)
        table.add(extract.of(spoiled), [0] * n, how, fold, False, names)


def add_adults(table: Table, extract: Extractor, rng: torch.Generator) -> None:
    """Adults' chests pass the gate too. Held out one picture of each source and finding at a time by fold."""
    folder = test_data() / "ood" / "external-chest"
    for i, path in enumerate(sorted(folder.glob("*.png"))):
        if path.name.startswith(("nih-64", "nih-128")):
            continue
        image = floats(squeezed(opened(path))[None])
        table.add(extract.of(image), [0], [-1], [i % 5], True, [f"adult/{path.name}"])
        table.add(extract.of(varied_upright(image.repeat(12, 1, 1, 1), rng)), [0] * 12, [0] * 12, [i % 5] * 12, False, [path.name] * 12)


def varied_upright(images: Tensor, rng: torch.Generator) -> Tensor:
    images = torch.where(torch.rand(len(images), 1, 1, 1, generator=rng) < 0.5, images.flip(3), images)
    return ordinary(images, rng)


def add_negatives(table: Table, extract: Extractor, real: list[Other], rng: torch.Generator) -> None:
    sources = sorted({o.source for o in real})
    fold_of = {s: int(f) for s, f in zip(sources, np.random.default_rng(SEED).permutation(len(sources)) % 5, strict=True)}
    size_of = {s: sum(o.source == s for o in real) for s in sources}
    for other in real:
        image, kind, fold = floats(other.pixels[None]), GATE.index(other.kind), fold_of[other.source]
        table.add(extract.of(image), [kind], [-1], [fold], True, [f"{other.source}|{other.name}"])
        # a rare source is shown more often; radiographs of other parts most of all, as they are the nearest
        copies = int(np.clip((60 if other.kind == "other_radiograph" else 24) / size_of[other.source] ** 0.5, 4, 60))
        rows = extract.of(varied(image.repeat(copies, 1, 1, 1), rng))
        table.add(rows, [kind] * copies, [-1] * copies, [fold] * copies, False, [other.name] * copies)


def add_drawn(table: Table, extract: Extractor, rng: torch.Generator) -> None:
    pixels, kinds, sources = painted(60, SEED)
    for at in range(0, len(pixels), 64):
        part = slice(at, at + 64)
        images = floats(pixels[part])
        classes = [GATE.index(k) for k in kinds[part]]
        table.add(extract.of(images), classes, [-1] * len(images), [-1] * len(images), False, sources[part])
        table.add(extract.of(varied(images, rng)), classes, [-1] * len(images), [-1] * len(images), False, sources[part])


def collect() -> dict[str, np.ndarray]:
    films, rng, table, extract = load_train(), torch.Generator().manual_seed(SEED), Table(), Extractor()
    add_films(table, extract, films, assign_folds(films.labels, films.groups), rng)
    add_adults(table, extract, rng)
    add_negatives(table, extract, all_real(), rng)
    add_drawn(table, extract, rng)
    return {
        "rows": torch.cat(table.rows).numpy().astype(np.float16),
        "gate": np.array(table.gate),
        "quality": np.array(table.quality),
        "fold": np.array(table.fold),
        "plain": np.array(table.plain),
        "name": np.array(table.name),
    }


def fit(data: dict[str, np.ndarray], learn: np.ndarray, seed: int, steps: int = 700) -> Heads:
    """Class-balanced cross-entropy on both heads; the embedding is the whitened principal plane of the films as they are."""
    torch.manual_seed(seed)
    rows = torch.from_numpy(data["rows"].astype(np.float32))
    films = learn & data["plain"] & (data["gate"] == 0) & ~np.char.startswith(data["name"], "adult/")
    heads = Heads(rows.shape[1])
    heads.mean.copy_(rows[films].mean(0))
    heads.scale.copy_(1 / rows[films].std(0).clamp(min=1e-2))
    x = ((rows - heads.mean) * heads.scale).clamp(-6, 6)
    centred = x[films] - x[films].mean(0)
    _, values, directions = torch.svd_lowrank(centred, EMBEDDING, niter=6)
    whiten = directions.T / (values[:, None] / len(centred) ** 0.5)
    heads.embedding.weight.data.copy_(whiten)
    heads.embedding.bias.data.copy_(-whiten @ x[films].mean(0))
    pools = {key: [np.flatnonzero(learn & (data[key] == c)) for c in range(int(data[key].max()) + 1)] for key in ("gate", "quality")}
    shares = {"gate": [0.5, 0.2, 0.12, 0.12, 0.06], "quality": [0.4] + [0.1] * (len(QUALITY) - 1)}
    rng = np.random.default_rng(seed)
    optimiser = torch.optim.AdamW([*heads.gate.parameters(), *heads.quality.parameters()], lr=1.5e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1.5e-3, total_steps=steps)
    heads.train()
    for _ in range(steps):
        loss = torch.zeros(())
        for key, head in (("gate", heads.gate), ("quality", heads.quality)):
            classes = rng.choice(len(pools[key]), 192, p=shares[key])
            index = np.array([rng.choice(pools[key][c]) for c in classes])
            loss = loss + F.cross_entropy(head(x[index]), torch.from_numpy(classes), label_smoothing=0.02)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return heads.eval()


@torch.no_grad()
def scored(heads: Heads, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """@returns gate probabilities, quality probabilities, embedding"""
    gate, quality, embedding = heads(torch.from_numpy(rows.astype(np.float32)))
    return gate.softmax(1).numpy(), quality.softmax(1).numpy(), embedding.numpy()


def main() -> None:
    WORK.mkdir(parents=True, exist_ok=True)
    cache = WORK / "gate-features.npz"
    if not cache.exists():
        np.savez(cache, **collect())
    data = dict(np.load(cache))
    gate = np.zeros((len(data["gate"]), len(GATE)))
    quality = np.zeros((len(gate), len(QUALITY)))
    far = np.zeros(len(gate))
    for fold in range(5):
        held = data["fold"] == fold
        heads = fit(data, ~held, SEED + fold)
        gate[held], quality[held], embedding = scored(heads, data["rows"][held])
        far[held] = np.sqrt((embedding**2).mean(1))
    np.savez(WORK / "gate-held-out.npz", gate=gate, quality=quality, far=far)
    heads = fit(data, np.ones(len(gate), dtype=bool), SEED)
    torch.save({"heads": heads.state_dict(), "width": data["rows"].shape[1]}, WORK / "gate.pt")
    from .gate_report import report

    figures = report(data, gate, quality, far)
    (REPO / "training" / "figures").mkdir(exist_ok=True)
    (REPO / "training" / "figures" / "gate.json").write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
