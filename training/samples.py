"""Two dozen synthetic children with synthetic chest films as DICOM, eight of each class, into samples/.

    python -m training.samples        # needs the finished package; leaves samples/*.dcm, samples.csv and figures/samples.json

A film is kept when the shipped network reads it as the class it was blended for, the gate takes it, its quality is fine, and it is no nearer
to any training film than two different children's films are to each other.
"""

import csv
import datetime
import io
import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import UID, DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, JPEG2000Lossless, RLELossless

from .blend import blended, coarse, enlarged
from .calibrate import confidence, decide
from .data import REPO, SEED, Films, load_train
from .negatives import squeezed
from .network import CLASSES

TARGET = REPO / "samples"
EACH = 8
PATIENCE = 150  # films blended in vain for one sample: then the network cannot tell the classes apart
ROOT = 2 << 120  # UIDs are 2.25.<number> (PS3.5 B.2); a fixed range keeps a second run from making other ones
GIRLS = ("Ada", "Bea", "Cleo", "Dora", "Elin", "Fay", "Gwen", "Hana", "Ines", "Juno", "Kaia", "Lena", "Mara", "Nele")
BOYS = ("Abel", "Benno", "Cyril", "Davin", "Emil", "Finn", "Gus", "Hugo", "Ivo", "Jonas", "Kip", "Levi", "Mats", "Nils")


@dataclass(frozen=True)
class Coding:
    """How one sample is stored."""

    name: str
    syntax: UID
    bits: int = 8
    inverted: bool = False


PLAIN = Coding("native", ExplicitVRLittleEndian)
CODINGS = {
    2: Coding("mono1", ExplicitVRLittleEndian, inverted=True),
    5: Coding("12bit", ExplicitVRLittleEndian, bits=12),
    7: Coding("j2k", JPEG2000Lossless),
    10: Coding("mono1-12bit", ExplicitVRLittleEndian, bits=12, inverted=True),
    13: Coding("rle", RLELossless),
    17: Coding("12bit", ExplicitVRLittleEndian, bits=12),
    19: Coding("j2k", JPEG2000Lossless),
    22: Coding("mono1", ExplicitVRLittleEndian, inverted=True),
}


class Judge:
    """The shipped network with the rules of its model.json."""

    def __init__(self) -> None:
        folder = REPO / "models" / "chest-xray-triage"
        self.model = json.loads((folder / "model.json").read_text())
        self.session = onnxruntime.InferenceSession(str(folder / self.model["file"]), providers=["CPUExecutionProvider"])

    def read(self, grey: np.ndarray) -> dict:
        """@param grey  (h, w) in 0..255 as displayed"""
        image = squeezed(grey).astype(np.float32)[None, None] / 255
        logits, _, gate, quality, embedding = self.session.run(None, {"image": image})
        softmax = lambda z: np.exp(z - z.max(1, keepdims=True)) / np.exp(z - z.max(1, keepdims=True)).sum(1, keepdims=True)  # noqa: E731
        p = softmax(logits / self.model["calibration"]["temperature"])
        rules = self.model["thresholds"]
        return {
            "class": CLASSES[decide(p, rules["pneumonia"]["value"], rules["high"]["value"])[0]],
            "confidence": float(confidence(p, rules["pneumonia"]["value"])[0]),
            "probabilities": [round(float(v), 4) for v in p[0]],
            "chest": float(softmax(gate)[0, 0]),
            "fine": float(softmax(quality)[0, 0]),
            "distance": float(np.sqrt((embedding**2).mean())),
        }


def acceptable(verdict: dict, wanted: str, model: dict) -> bool:
    p = verdict["probabilities"][CLASSES.index(wanted)]
    return verdict["class"] == wanted and p >= 0.7 and verdict["confidence"] >= 0.7 and verdict["chest"] >= 0.9 and verdict["fine"] >= 0.7


def nearness(films: Films) -> np.ndarray:
    """Unit vectors of the central 7/8 of each film at 56 x 56: their product is the correlation of two films."""
    small = films.pixels.reshape(len(films.pixels), 56, 4, 56, 4).mean((2, 4))[:, 3:53, 3:53].reshape(len(films.pixels), -1).astype(np.float32)
    small -= small.mean(1, keepdims=True)
    return small / np.linalg.norm(small, axis=1, keepdims=True)


def nearest_other_child(units: np.ndarray, groups: np.ndarray, probe: np.ndarray) -> np.ndarray:
    """For each probed film, the highest correlation with a film of another child: how like two real children are."""
    products = units[probe] @ units.T
    products[groups[probe][:, None] == groups[None]] = -1
    return products.max(1)


def identifier(sample: int, part: int) -> str:
    return f"2.25.{ROOT + SEED * 1000 + sample * 10 + part}"


def taken(number: int) -> datetime.date:
    return datetime.date(2026, 3, 1) + datetime.timedelta(days=number)


def born(number: int, age: int) -> datetime.date:
    """A birthday in January or February: the age in years holds on the day of the film."""
    return datetime.date(taken(number).year - age, 1 + number % 2, 1 + number)


def described(number: int, sex: str, name: str, age: int, coding: Coding, height: int, width: int) -> FileDataset:
    """Everything of the DX object but the pixels (PS3.3 A.26)."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = identifier(number, 3)
    meta.TransferSyntaxUID = coding.syntax
    data = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    day = taken(number)
    fields = {
        "SpecificCharacterSet": "ISO_IR 192",
        "ImageType": ["DERIVED", "PRIMARY"],
        "SOPClassUID": meta.MediaStorageSOPClassUID,
        "SOPInstanceUID": meta.MediaStorageSOPInstanceUID,
        "StudyInstanceUID": identifier(number, 1),
        "SeriesInstanceUID": identifier(number, 2),
        "StudyDate": day.strftime("%Y%m%d"),
        "SeriesDate": day.strftime("%Y%m%d"),
        "AcquisitionDate": day.strftime("%Y%m%d"),
        "ContentDate": day.strftime("%Y%m%d"),
        "StudyTime": f"{8 + number % 9:02d}{number * 7 % 60:02d}00",
        "ContentTime": f"{8 + number % 9:02d}{number * 7 % 60:02d}10",
        "AccessionNumber": f"SAMPLE-A{number:02d}",
        "Modality": "DX",
        "PresentationIntentType": "FOR PRESENTATION",
        "Manufacturer": "Firstread",
        "ManufacturerModelName": "Synthetic film generator",
        "InstitutionName": "Firstread samples",
        "ReferringPhysicianName": "",
        "StudyDescription": "Chest AP (synthetic sample)",
        "SeriesDescription": "Chest AP (synthetic sample)",
        "DerivationDescription": "Synthetic: blended from a statistical model; shows no person",
        "PatientName": f"Sample^{name}",
        "PatientID": f"SAMPLE-{number:02d}",
        "IssuerOfPatientID": "FIRSTREAD-SAMPLES",
        "PatientBirthDate": born(number, age).strftime("%Y%m%d"),
        "PatientSex": sex,
        "PatientAge": f"{age:03d}Y",
        "PatientIdentityRemoved": "YES",
        "DeidentificationMethod": "Synthetic, never identified",
        "BodyPartExamined": "CHEST",
        "ViewPosition": "AP",
        "PatientOrientation": ["L", "F"],
        "ImageLaterality": "U",
        "StudyID": f"{number}",
        "SeriesNumber": 1,
        "InstanceNumber": 1,
        "PixelIntensityRelationship": "LOG",
        "PixelIntensityRelationshipSign": -1 if not coding.inverted else 1,
        "RescaleIntercept": 0,
        "RescaleSlope": 1,
        "RescaleType": "US",
        "PresentationLUTShape": "INVERSE" if coding.inverted else "IDENTITY",
        "LossyImageCompression": "00",
        "BurnedInAnnotation": "NO",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME1" if coding.inverted else "MONOCHROME2",
        "Rows": height,
        "Columns": width,
        "BitsAllocated": 16 if coding.bits > 8 else 8,
        "BitsStored": coding.bits,
        "HighBit": coding.bits - 1,
        "PixelRepresentation": 0,
        "WindowCenter": (1 << coding.bits) / 2,
        "WindowWidth": 1 << coding.bits,
        "PixelSpacing": [0.3, 0.3],
        "ImagerPixelSpacing": [0.3, 0.3],
    }
    for keyword, value in fields.items():
        setattr(data, keyword, value)
    return coded(data)


def code(value: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "SCT", meaning
    return item


def coded(data: FileDataset) -> FileDataset:
    """What the DX modules want beside the plain fields (PS3.3 C.8.11): region and view in codes; no detector and no positioner were there."""
    data.AnatomicRegionSequence = Sequence([code("51185008", "Chest")])
    view = code("399348003", "antero-posterior")
    view.ViewModifierCodeSequence = Sequence([])
    data.ViewCodeSequence = Sequence([view])
    data.AcquisitionContextSequence = Sequence([])
    data.DetectorType, data.PositionerType = "", ""
    return data


def stored(film: np.ndarray, coding: Coding) -> np.ndarray:
    """0..1 to stored values."""
    top = (1 << coding.bits) - 1
    values = np.round(film * top).astype(np.uint16 if coding.bits > 8 else np.uint8)
    return top - values if coding.inverted else values


def write(path: Path, data: FileDataset, values: np.ndarray, coding: Coding) -> None:
    if coding.syntax == ExplicitVRLittleEndian:
        data.PixelData = values.tobytes()
        data["PixelData"].VR = "OW" if coding.bits > 8 else "OB"
    elif coding.syntax == JPEG2000Lossless:
        code = io.BytesIO()
        Image.fromarray(values).save(code, "JPEG2000", irreversible=False, no_jp2=True)
        data.PixelData = encapsulate([code.getvalue()])
        data["PixelData"].VR = "OB"
    else:
        data.PixelData = values.tobytes()
        data["PixelData"].VR = "OB"
        data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data.compress(coding.syntax, generate_instance_uid=False)
    data.save_as(path, enforce_file_format=True)


def displayed(path: Path) -> np.ndarray:
    """Reads a file back as a viewer would: (h, w) in 0..255."""
    data = pydicom.dcmread(path)
    values = data.pixel_array.astype(np.float32) / ((1 << data.BitsStored) - 1) * 255
    return 255 - values if data.PhotometricInterpretation == "MONOCHROME1" else values


def main() -> None:
    films, judge, rng = load_train(), Judge(), np.random.default_rng(SEED)
    TARGET.mkdir(exist_ok=True)
    layouts, units = coarse(films.pixels.astype(np.float32)), nearness(films)
    between = nearest_other_child(units, films.groups, rng.choice(len(films.files), 600, replace=False))
    limit = float(np.quantile(between, 0.9))
    order = [c for _ in range(EACH) for c in rng.permutation(3)]
    rows, proof, number, tries = [], [], 0, 0
    for wanted in order:
        among = np.flatnonzero(films.labels == wanted)
        for attempt in itertools.count():
            if attempt == PATIENCE:
                raise RuntimeError(f"no film in {PATIENCE} is read as {CLASSES[wanted]}: train longer")
            tries += 1
            film = blended(films, among, layouts, rng)
            probe = nearness(Films((film * 255).astype(np.uint8)[None], films.labels, films.groups, [], []))
            near = float((probe @ units.T).max())
            verdict = judge.read(film * 255)
            if near <= limit and acceptable(verdict, CLASSES[wanted], judge.model):
                break
        coding = CODINGS.get(number + 1, PLAIN)
        sex = "F" if rng.random() < 0.5 else "M"
        name = (GIRLS if sex == "F" else BOYS)[sum(r[2] == sex for r in rows) % len(GIRLS)]
        age = 1 + number % 5
        height = 560
        width = int(height * rng.uniform(1.15, 1.4)) // 2 * 2
        number += 1
        path = TARGET / f"sample-{number:02d}-{coding.name}.dcm"
        write(path, described(number, sex, name, age, coding, height, width), stored(enlarged(film, height, width, rng), coding), coding)
        again = judge.read(displayed(path))
        assert again["class"] == CLASSES[wanted], "storing changed the reading"
        rows.append([path.name, CLASSES[wanted], sex, age, born(number, age).isoformat(), f"Sample^{name}", f"SAMPLE-{number:02d}", coding.name])
        proof.append({"file": path.name, "nearestTrainingFilm": round(near, 4), **again})
        print(path.name, CLASSES[wanted], again["probabilities"], round(near, 3), flush=True)
    with open(TARGET / "samples.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "class", "sex", "age", "birth_date", "name", "patient_id", "coding"])
        table.writerows(rows)
    quantiles = {str(q): round(float(np.quantile(between, q)), 4) for q in (0.05, 0.5, 0.9, 0.95, 1)}
    found = {
        "tried": tries,
        "kept": number,
        "correlationWithNearestTrainingFilm": {"largest": max(p["nearestTrainingFilm"] for p in proof), "limit": round(limit, 4)},
        "correlationOfRealFilmWithNearestOtherChild": quantiles,
        "films": proof,
    }
    (REPO / "training" / "figures" / "samples.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
