#!/usr/bin/env bash
# Builds speech-detector.weights in the folder of its argument. Needs python3-torch, python3-scipy, espeak-ng, flite, festival,
# festvox-kallpc16k, festvox-kdlpc16k, festvox-us-slt-hts, festvox-ru. Takes about two hours on two cores.
set -euo pipefail
recipe=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
python3 "$recipe/../../recipe/gen_text.py" 1500 11 > sentences.txt
python3 "$recipe/speech.py" espeak-flite 11 6000 sentences.txt speech.npz
python3 "$recipe/speech.py" festival 31 2000 sentences.txt festival.npz
python3 "$recipe/speech.py" whispers 41 1800 whispers.npz speech.npz festival.npz
for seed in 1 2; do
  python3 "$recipe/clips.py" $seed 5500 0.58 clips$seed.npz speech.npz festival.npz whispers.npz &
done
python3 "$recipe/clips.py" 3 4500 0.3 clips3.npz speech.npz festival.npz whispers.npz
wait
python3 "$recipe/train.py" 35 first.pt clips1.npz clips2.npz
python3 "$recipe/train.py" 14 second.pt clips1.npz clips2.npz clips3.npz --continue "$(ls -t first.pt.* | head -1)"
# Of the networks of the second training, the fifth was chosen by recordings of people that no network was trained with.
python3 "$recipe/export.py" second.pt.5 speech-detector.weights
