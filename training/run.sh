#!/bin/sh
# From the data to the package, one command: training/run.sh [python]
# Two idle cores: about three hours; no GPU needed. JOBS trainings run at once, one thread each. QUICK=1 proves the chain in minutes: few
# films, a fraction of an epoch, a network that is good for nothing (run it in a copy of the checkout: it replaces models/ and figures).
set -eu
cd "$(dirname "$0")/.."
python=${1:-python3}
jobs=${JOBS:-2}
epochs=${EPOCHS:-5 5 3 3 3} # of folds 0 to 4, as they were trained for 1.1.0
more=${MORE:-3}
kind=fold reader=all
if [ "${QUICK:-}" ]; then
  export FIRSTREAD_FILMS=600
  epochs="0.3 0.3 0.3 0.3 0.3" more=0.2
fi
mkdir -p .firstread/training
# glibc gives every large tensor back to the system and fetches it anew; kept, a step costs a quarter less (1.46 -> 1.12 s)
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=16000000000 MALLOC_TOP_PAD_=268435456
[ -d .firstread/training/negatives ] || PATH="$(dirname "$(command -v "$python")"):$PATH" sh training/fetch_negatives.sh

# One network a fold, then one from their mean on all films.
fold=0
for some in $epochs; do echo "--fold $fold --epochs $some"; fold=$((fold + 1)); done |
  xargs -P "$jobs" -L 1 "$python" -m training.train --threads 1
"$python" -m training.train --fold all --start fold0 fold1 fold2 fold3 fold4 --epochs "$more"

# With TAUGHT=1 a little longer with targets that half listen to other kinds of reader (docs/decisions/model-what-the-labels-allow.md).
"$python" -m training.teacher
if [ "${TAUGHT:-}" ]; then
  for fold in 0 1 2 3 4 all; do
    case $fold in all) from=all ;; *) from=fold$fold ;; esac
    echo "--fold $fold --start $from --name taught$fold"
  done | xargs -P "$jobs" -L 1 "$python" -m training.train --epochs "$more" --peak 5e-4 --trust 0.5 --calm 0.3 --frozen 4 --threads 1
  kind=taught reader=taughtall
fi

"$python" -m training.gate
"$python" -m training.package --kind "$kind" --reader "$reader"
"$python" -m training.vectors
"$python" -m training.look_at_ood
"$python" -m training.attention --network "${kind}0"
"$python" -m training.label_limits
"$python" -m training.samples || [ "${QUICK:-}" ]
