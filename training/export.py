"""Reader, gate, quality and embedding as one ONNX file, checked against PyTorch with onnxruntime."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .data import SIZE, WORK
from .gate import Extractor, Heads
from .network import FROZEN_STAGES, Reader, standardise

OPSET = 17
GRID = 14
OUTPUTS = ("logits", "cam", "gate", "quality", "embedding")


class Package(nn.Module):
    """What is in the file. The reader and the gate share stem and first stages, which training left untouched."""

    def __init__(self, reader: Reader, heads: Heads, offset: np.ndarray) -> None:
        super().__init__()
        extractor = Extractor()
        self.reader, self.heads, self.branch = reader, heads, extractor.branch
        shared = (reader.features.stem, *reader.features.stages[:FROZEN_STAGES])
        theirs = (extractor.stem, *extractor.early)
        for ours, other in zip(shared, theirs, strict=True):
            for a, b in zip(ours.state_dict().values(), other.state_dict().values(), strict=True):
                # a mean of several networks rounds in the last bit; more than that is a stage that learned
                assert torch.allclose(a, b, rtol=1e-5, atol=1e-7), "the reader's first stages moved: the gate no longer fits them"
            ours.load_state_dict(other.state_dict())
        with torch.no_grad():
            self.reader.head_fine.bias += torch.from_numpy(offset).float()
        self.eval()

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        early = self.reader.features.stem(standardise(image))
        for stage in self.reader.features.stages[:FROZEN_STAGES]:
            early = stage(early)
        fine, coarse = self.reader.late_maps(early)
        cam = self.reader.activation(fine, coarse)
        logits = cam.mean((2, 3)) + self.reader.head_fine.bias
        gate, quality, embedding = self.heads(self.branch(image, early))
        return logits, cam, gate, quality, embedding


def load_reader(name: str) -> Reader:
    reader = Reader()
    reader.load_state_dict(torch.load(WORK / f"{name}.pt", map_location="cpu", weights_only=True)["state"])
    return reader.eval()


def shipped_heads(path: Path) -> dict:
    """The gate of a package, out of its file: it does not depend on the reader, so a new reader can keep it (and its figures) as it is."""
    weights = {i.name.removeprefix("heads."): torch.from_numpy(numpy_helper.to_array(i).copy()) for i in onnx.load(path).graph.initializer if i.name.startswith("heads.")}
    return {"heads": weights, "width": len(weights["mean"])}


def load_heads() -> Heads:
    saved = torch.load(WORK / "gate.pt", map_location="cpu", weights_only=True)
    heads = Heads(saved["width"])
    heads.load_state_dict(saved["heads"])
    return heads.eval()


def export(reader: Reader, offset: np.ndarray, path: Path) -> Package:
    """Writes the file and proves it: same outputs as PyTorch within 1e-3, no external data, standard operators, any batch."""
    package = Package(reader, load_heads(), offset)
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        package,
        (torch.rand(2, 1, SIZE, SIZE),),
        str(path),
        input_names=["image"],
        output_names=list(OUTPUTS),
        dynamic_axes={name: {0: "n"} for name in ("image", *OUTPUTS)},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(path)
    name_sizes(model)
    onnx.save(model, path)
    onnx.checker.check_model(model, full_check=True)
    assert all(not t.external_data for t in model.graph.initializer) and {o.domain for o in model.opset_import} == {""}
    compare(package, path)
    return package


def name_sizes(model: onnx.ModelProto) -> None:
    """The exporter loses the grid of the maps; a reader of the file should see it."""
    for output in model.graph.output:
        if output.name == "cam":
            for dimension in output.type.tensor_type.shape.dim[2:]:
                dimension.dim_value = GRID


def compare(package: Package, path: Path) -> None:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for batch in (1, 3):
        image = torch.rand(batch, 1, SIZE, SIZE, generator=torch.Generator().manual_seed(batch))
        with torch.no_grad():
            expected = package(image)
        got = session.run(list(OUTPUTS), {"image": image.numpy()})
        for name, a, b in zip(OUTPUTS, expected, got, strict=True):
            assert a.shape == b.shape, (name, a.shape, b.shape)
            gap = float(np.abs(a.numpy() - b).max())
            assert gap < 1e-3 * max(1.0, float(np.abs(b).max())), f"{name} differs by {gap}"
