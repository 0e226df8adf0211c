"""Pictures that are no frontal chest film, each with the class of the gate and the source that it must be held out with.

Real ones: TEST_DATA/ood (not-chest), TEST_DATA/dicom, scikit-image and scikit-learn, and whatever `fetch_negatives.sh` unpacked from
PyPI source packages into .firstread/training/negatives. Drawn ones: `drawn.py`.
"""

import csv
import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from .data import SIZE, WORK, test_data

GATE = ("chest_frontal", "other_radiograph", "cross_section", "picture", "blank")
CROSS = {"CT", "MR", "US", "PT", "NM", "SEG", "RTDOSE"}
PLAIN = {"CR", "DX", "DR", "XA", "RF", "MG"}
CHEST_WORDS = ("chest", "thorax")


@dataclass(frozen=True)
class Other:
    """@field pixels (224, 224) uint8; @field source: what must not stand on both sides of a split"""

    pixels: np.ndarray
    kind: str
    source: str
    name: str


def squeezed(grey: np.ndarray) -> np.ndarray:
    """(h, w) in 0..255 to (224, 224) uint8, by the filter of docs/model-package.md."""
    picture = Image.fromarray(np.ascontiguousarray(grey, dtype=np.float32), mode="F")
    small = picture.resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    return np.clip(np.asarray(small) + 0.5, 0, 255).astype(np.uint8)


def opened(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        if picture.mode in ("I", "I;16", "F"):
            return stretched(np.asarray(picture, dtype=np.float32))
        return np.asarray(picture.convert("RGB").convert("L"), dtype=np.float32)


def stretched(values: np.ndarray) -> np.ndarray:
    low, high = np.percentile(values, (0.5, 99.5))
    return np.clip((values - low) / max(high - low, 1e-6), 0, 1) * 255


def kind_of(description: str) -> str:
    table = {
        "cross_section": ("ct ", "ct,", "mr ", "ultrasound", "scintigraphy", "slice"),
        "other_radiograph": ("radiograph", "mammogram", "angiography", "dental"),
        "blank": ("black", "noise"),
    }
    return next((kind for kind, words in table.items() if any(word in description.lower() for word in words)), "picture")


def from_ood() -> Iterator[Other]:
    with open(test_data() / "ood" / "labels.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["expected_gate"] == "not_chest":
                # one source per series: the coronal and axial slices of one patient stay together
                series = row["file"].rsplit("-", 1)[-1].split(".")[0] if "chest-ct" in row["file"] else row["file"]
                yield Other(squeezed(opened(test_data() / "ood" / row["file"])), kind_of(row["kind"]), f"ood/{series}", row["file"])


def dicom_frames(path: Path, most: int = 6) -> list[np.ndarray]:
    import pydicom

    data = pydicom.dcmread(path)
    pixels = data.pixel_array.astype(np.float32)
    frames = int(getattr(data, "NumberOfFrames", 1) or 1)
    if data.get("SamplesPerPixel", 1) == 3:
        pixels = pixels @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    stack = pixels if frames > 1 else pixels[None]
    stack = stack[:: max(1, len(stack) // most)][:most]
    if data.get("PhotometricInterpretation") == "MONOCHROME1":
        stack = -stack
    return [stretched(frame) for frame in stack if frame.ndim == 2 and min(frame.shape) >= 16]


def from_dicom() -> Iterator[Other]:
    """Everything valid with pixels that does not say it is a chest; the source is the folder and the series' first word."""
    root = test_data() / "dicom"
    with open(root / "manifest.csv", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["status"] == "valid" and r["rows"]]
    for row in rows:
        plain = row["modality"] in PLAIN
        if any(word in (row["body_part"] + row["file"]).lower() for word in CHEST_WORDS) or (plain and not row["body_part"]):
            continue  # a plain film that does not name its part might be a chest
        kind = "cross_section" if row["modality"] in CROSS else "other_radiograph" if plain else "picture"
        try:
            frames = dicom_frames(root / row["file"])
        except Exception:  # noqa: BLE001 - an encoding that this Python cannot decode is left out; the product's decoder is tested elsewhere
            continue
        for i, frame in enumerate(frames):
            # files of one origin in many encodings show one picture, so the whole folder and modality is one source
            yield Other(squeezed(frame), kind, f"dicom/{Path(row['file']).parts[0]}/{row['modality']}", f"{row['file']}#{i}")


def from_packages() -> Iterator[Other]:
    folders = [WORK / "negatives"]
    for package, below in (("skimage", "data"), ("sklearn", "datasets/images")):
        spec = find_spec(package)
        if spec and spec.origin:
            folders.append(Path(spec.origin).parent / below)
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".png", ".jpg", ".jpeg", ".tif", ".bmp", ".gif", ".webp"}):
            try:
                grey = opened(path)
            except Exception:  # noqa: BLE001 - broken on purpose, as tests of an imaging library are
                continue
            if min(grey.shape) >= 48 and grey.std() > 2:
                stem = path.stem.split("_")[0].split("-")[0]
                yield Other(squeezed(grey), "picture", f"package/{folder.name}/{stem}", path.name)


def from_volumes() -> Iterator[Other]:
    """Slices of the brain templates that nilearn ships (MNI152, MIT-style licence), in three directions."""
    for path in sorted((WORK / "negatives").rglob("*.nii.gz")):
        import nibabel

        volume = np.asarray(nibabel.load(path).dataobj, dtype=np.float32)
        if volume.ndim != 3 or min(volume.shape) < 60:
            continue
        for axis in range(3):
            for at in np.linspace(0.25, 0.75, 8):
                cut = np.rot90(np.take(volume, int(at * volume.shape[axis]), axis))
                yield Other(squeezed(stretched(cut)), "cross_section", f"volume/{path.parent.name}", f"{path.name}/{axis}/{at:.2f}")


def all_real() -> list[Other]:
    """Every real negative once (identical pictures are dropped)."""
    warnings.filterwarnings("ignore")
    seen: set[str] = set()
    kept = []
    for supply in (from_ood, from_dicom, from_packages, from_volumes):
        for other in supply():
            digest = hashlib.sha256(other.pixels.tobytes()).hexdigest()
            if digest not in seen:
                seen.add(digest)
                kept.append(other)
    return kept
