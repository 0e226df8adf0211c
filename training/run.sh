#!/bin/sh
# From the data to the package, one command: training/run.sh [python]
# Two cores: about two hours. With a PyTorch that sees no GPU nothing else is needed; JOBS trainings run at once, one thread each.
set -eu
cd "$(dirname "$0")/.."
python=${1:-python3}
jobs=${JOBS:-2}
epochs=${EPOCHS:-5}
mkdir -p .firstread/training
[ -d .firstread/training/negatives ] || PATH="$(dirname "$(command -v "$python")"):$PATH" sh training/fetch_negatives.sh
for fold in 0 1 2 3 4 all; do echo "$fold"; done |
  xargs -P "$jobs" -I{} "$python" -m training.train --fold {} --epochs "$epochs" --threads 1
"$python" -m training.gate
"$python" -m training.package
"$python" -m training.vectors
"$python" -m training.samples
