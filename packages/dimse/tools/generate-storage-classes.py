"""Writes src/generated/storage-classes.ts from pydicom's UID dictionary (MIT): one line per storage SOP class, "UID name".

Run it after an upgrade of pydicom: python3 tools/generate-storage-classes.py. Patient and equipment independent storage
(hanging protocols, palettes, implants) is of the Non-Patient Object service class (PS3.4 GG) and works like storage.
"""
from pathlib import Path

from pydicom._uid_dict import UID_dictionary

# A directory of media is never sent (PS3.10), the other two are other services.
NO_STORAGE = {"1.2.840.10008.1.3.10", "1.2.840.10008.1.20.1", "1.2.840.10008.1.20.2"}

lines = [
    f"{uid} {name.replace(' SOP Class', '')}"
    for uid, (name, kind, *_) in UID_dictionary.items()
    if kind == "SOP Class" and "Storage" in name and uid not in NO_STORAGE
]
lines.sort(key=lambda line: [int(part) for part in line.split(" ")[0].split(".")])
head = "// Made by tools/generate-storage-classes.py from pydicom (MIT). Do not edit.\n"
body = head + "export const storageClassLines = `\n" + "\n".join(lines) + "\n`\n"
(Path(__file__).parent.parent / "src/generated/storage-classes.ts").write_text(body, encoding="utf-8")
