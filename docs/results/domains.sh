#!/bin/sh
# What it is worth to calibrate on the text that a model is for: GPTQ at 4, 3 and 2 bits, calibrated on each of several
# domains, measured on held-out text of each, one JSON file a pair:
#   docs/results/domains.sh MODEL FOLDER RESULTS NAME ... [-- options of pare perplexity]
# FOLDER has NAME.calibration.txt and NAME.test.txt for each NAME. RESULTS/CALIBRATED-on-TESTED.json is what
# docs/results/recipes.sh makes of domain-recipes.txt; stopped, it goes on where it was.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
model=$1 folder=$2 results=$3
shift 3
names=
while [ $# -gt 0 ] && [ "$1" != -- ]; do names="$names $1"; shift; done
[ $# -gt 0 ] && shift
mkdir -p "$results"
for calibrated in $names; do
  for tested in $names; do
    result=$results/$calibrated-on-$tested.json
    [ -s "$result" ] && continue
    CALIBRATION=$folder/$calibrated.calibration.txt STATISTICS=$folder/$calibrated.safetensors \
      "$here/recipes.sh" "$model" "$folder/$tested.test.txt" "$here/domain-recipes.txt" "$result" -- "$@"
  done
done
