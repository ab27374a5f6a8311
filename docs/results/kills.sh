#!/bin/sh
# Kills a compression with -9 at random instants, goes on after each, and holds what came of it against an undisturbed
# run, byte for byte:
#   CALIBRATION=FILE docs/results/kills.sh MODEL RECIPE.yaml RESULT.json [KILLS]
# From one start to its kill a random time passes, evenly drawn from 0 to 2/KILLS of the undisturbed run's (SEED, default
# 0), so that they spread over all of the work. Same threads in both.
set -eu
pare=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)/pare
model=$1 recipe=$2 result=$3 kills=${4:-10}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$pare" doctor >/dev/null # builds, where it has to
sed "s#\$CALIBRATION#${CALIBRATION-}#g" "$recipe" >"$work/recipe.yaml"

now() { date +%s.%N; }
began=$(now)
"$pare" compress "$model" -o "$work/undisturbed" --recipe "$work/recipe.yaml" --json >"$work/made.json" 2>"$work/log"
seconds=$(echo "$(now) $began" | awk '{ print $1 - $2 }')

awk -v seed="${SEED:-0}" -v n="$kills" -v s="$seconds" 'BEGIN { srand(seed); for (i = 0; i < n; i++) print rand() * 2 * s / n }' >"$work/instants"
killed=0 ended=0
while read -r instant; do
  setsid "$pare" compress "$model" -o "$work/killed" --recipe "$work/recipe.yaml" --json --force >"$work/again.json" 2>"$work/log.$killed" </dev/null &
  run=$!
  sleep "$instant"
  if kill -9 "-$run" 2>/dev/null; then killed=$((killed + 1)); else ended=$((ended + 1)); fi
  wait "$run" 2>/dev/null || true
done <"$work/instants"
"$pare" compress "$model" -o "$work/killed" --recipe "$work/recipe.yaml" --json --force >"$work/again.json" 2>"$work/log"

same=true
for file in "$work"/undisturbed/*; do
  case $file in */pare.json) continue ;; esac # has times
  cmp "$file" "$work/killed/$(basename "$file")" || same=false
done
[ -e "$work/.killed.state" ] && same=false
printf '{"model": "%s", "recipe": "%s", "undisturbedSeconds": %s, "killed": %s, "endedBefore": %s, "sameBytes": %s,\n"instants": [%s],\n"system": %s}\n' \
  "$(basename "$model")" "$(grep -v '^#' "$recipe" | tr '\n' ' ' | tr -s ' ')" "$seconds" "$killed" "$ended" "$same" "$(paste -sd , "$work/instants")" \
  "$("$pare" doctor --json)" >"$result"
cat "$result"
[ "$same" = true ]
