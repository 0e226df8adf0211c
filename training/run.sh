#!/bin/sh
# From the data to the package, one command: training/run.sh [python]
# Two cores: about two hours. With a PyTorch that sees no GPU nothing else is needed; JOBS trainings run at once, one thread each.
set -eu
cd "$(dirname "$0")/.."
python=${1:-python3}
jobs=${JOBS:-2}
epochs=${EPOCHS:-5}
mkdir -p .firstread/training
# glibc gives every large tensor back to the system and fetches it anew; kept, a step costs a quarter less (1.46 -> 1.12 s)
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=16000000000 MALLOC_TOP_PAD_=268435456
[ -d .firstread/training/negatives ] || PATH="$(dirname "$(command -v "$python")"):$PATH" sh training/fetch_negatives.sh
for fold in 0 1 2 3 4 all; do echo "$fold"; done |
  xargs -P "$jobs" -I{} "$python" -m training.train --fold {} --epochs "$epochs" --threads 1
"$python" -m training.gate
"$python" -m training.package
"$python" -m training.vectors
"$python" -m training.samples
"$python" -m training.look_at_ood
"$python" -m training.attention --network fold0
