"""Test vectors for the TypeScript side: synthetic pictures by formula, the tensor they must become, and what the shipped network says to it.

    python -m training.vectors        # writes training/vectors/preprocess.json
"""

import hashlib
import json

import numpy as np
import onnxruntime
from PIL import Image

from .data import REPO, SIZE

TARGET = REPO / "training" / "vectors" / "preprocess.json"

# All arithmetic is exact in integers or in 64-bit floats without transcendental functions, so that any language gets the same pixels.
FORMULAS = {
    "gradient": "v = (x * 255) div (w - 1), w > 1",
    "checks": "v = 255 when ((x div 7) + (y div 5)) mod 2 = 1, else 0",
    "hash": "v = ((x * 73856093) xor (y * 19349663)) mod 251   (products below 2^53, xor on non-negative integers)",
    "phantom": (
        "u = (2x + 1)/w - 1, t = (2y + 1)/h - 1 (floats); v = 30; inside u*u/0.85 + t*t < 1: v = 150; inside ((u-0.4)/0.28)^2 + ((t+0.1)/0.6)^2 < 1 or "
        "((u+0.4)/0.28)^2 + ((t+0.1)/0.6)^2 < 1: v = 60 + ((y * 97) mod 41); inside |u| < 0.08: v = 200; later rules win"
    ),
}
CASES = [
    ("gradient", 224, 224),
    ("gradient", 317, 211),
    ("checks", 641, 480),
    ("checks", 100, 150),
    ("hash", 225, 223),
    ("hash", 1000, 300),
    ("hash", 64, 64),
    ("phantom", 512, 512),
    ("phantom", 1422, 1152),
    ("phantom", 333, 777),
    ("phantom", 2090, 1858),
    ("phantom", 151, 89),
]
PLACES = [(row, column) for row in range(3, SIZE, 31) for column in range(5, SIZE, 31)]


def drawn(formula: str, width: int, height: int) -> np.ndarray:
    """@returns (height, width) uint8"""
    y, x = np.meshgrid(np.arange(height, dtype=np.int64), np.arange(width, dtype=np.int64), indexing="ij")
    if formula == "gradient":
        return (x * 255 // (width - 1)).astype(np.uint8)
    if formula == "checks":
        return ((x // 7 + y // 5) % 2 * 255).astype(np.uint8)
    if formula == "hash":
        return (((x * 73856093) ^ (y * 19349663)) % 251).astype(np.uint8)
    u, t = (2 * x + 1) / width - 1, (2 * y + 1) / height - 1
    v = np.full((height, width), 30, dtype=np.int64)
    v[u * u / 0.85 + t * t < 1] = 150
    for side in (-0.4, 0.4):
        lung = ((u + side) / 0.28) ** 2 + ((t + 0.1) / 0.6) ** 2 < 1
        v[lung] = (60 + y * 97 % 41)[lung]
    v[np.abs(u) < 0.08] = 200
    return v.astype(np.uint8)


def prepared(pixels: np.ndarray) -> np.ndarray:
    """docs/model-package.md, steps 2 and 3: (h, w) uint8 to (224, 224) float32 in 0..1."""
    picture = Image.fromarray(pixels.astype(np.float32), mode="F")
    return np.asarray(picture.resize((SIZE, SIZE), Image.Resampling.BILINEAR)) / np.float32(255)


def softmax(z: np.ndarray) -> list[float]:
    e = np.exp(z - z.max())
    return [round(float(v), 6) for v in e / e.sum()]


def main() -> None:
    folder = REPO / "models" / "chest-xray-triage"
    model = json.loads((folder / "model.json").read_text())
    session = onnxruntime.InferenceSession(str(folder / model["file"]), providers=["CPUExecutionProvider"])
    cases = []
    for formula, width, height in CASES:
        pixels = drawn(formula, width, height)
        tensor = prepared(pixels)
        logits, cam, gate, quality, embedding = (v[0] for v in session.run(None, {"image": tensor[None, None]}))
        cases.append(
            {
                "formula": formula,
                "width": width,
                "height": height,
                "pixelsSha256": hashlib.sha256(pixels.tobytes()).hexdigest(),
                "tensorMean": round(float(tensor.mean(dtype=np.float64)), 7),
                "tensorSamples": [round(float(tensor[r, c]), 6) for r, c in PLACES],
                "logits": [round(float(v), 5) for v in logits],
                "probabilities": softmax(logits / model["calibration"]["temperature"]),
                "gate": softmax(gate),
                "quality": softmax(quality),
                "embeddingDistance": round(float(np.sqrt((embedding**2).mean())), 5),
                "camCorners": [[round(float(m[r, c]), 4) for r, c in ((0, 0), (0, 13), (13, 0), (13, 13))] for m in cam],
            }
        )
    out = {
        "what": "pictures by formula (integer grey 0..255, x to the right, y down, from 0), the prepared tensor at `places` (row, column), and the outputs of the network",
        "modelSha256": model["sha256"],
        "formulas": FORMULAS,
        "places": PLACES,
        "tolerance": {"tensor": 1 / 255, "probabilities": 0.002},
        "cases": cases,
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
