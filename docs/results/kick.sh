#!/bin/sh
# What a model lost to round-to-nearest at several widths, task by task, as one JSON file:
#   docs/results/kick.sh MODEL DATA RESULT.json BITS:GROUP ... -- options of pare evaluate (--suite kick ...)
# A MODEL that is no folder is decoded to f16 first, and that is the dense one. Before it asks anything it says how long
# all of it will take, and stops if that is more than HOURS (default 3) of all cores' time. Finished models are kept in
# RESULT.json.parts, and every answer as it comes, so it can be stopped and started again.
set -eu
pare=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)/pare
model=$1 data=$2 result=$3
shift 3
variants=
while [ $# -gt 0 ] && [ "$1" != -- ]; do variants="$variants $1"; shift; done
[ $# -gt 0 ] && shift
parts=$result.parts
mkdir -p "$parts"

name=$(basename "$model")
if [ ! -d "$model" ]; then
  [ -d "$parts/dense" ] || "$pare" export "$model" --format safetensors --type f16 -o "$parts/dense" --json >"$parts/export.json"
  model=$parts/dense
fi

[ -s "$parts/plan.json" ] || "$pare" evaluate "$model" --data "$data" --plan --json "$@" >"$parts/plan.json"
number() { sed -n "s/.*\"$1\" *: *\([0-9.]*\).*/\1/p" "$parts/plan.json" | tail -n 1; }
models=$(($(echo "$variants" | wc -w) + 1))
awk -v models="$models" -v seconds="$(number expectedSeconds)" -v tokens="$(number tokens)" -v cores="$(nproc)" \
  -v most="${HOURS:-3}" 'BEGIN {
    hours = models * seconds * cores / 3600
    printf "%d models × %.1f min (%d tokens) = %.1f hours of %d cores together\n", models, seconds / 60, tokens, hours, cores
    if (hours > most) { print "more than " most " hours: lower --limit"; exit 1 } }' >&2

for variant in $variants; do
  part=$parts/$variant.json
  [ -s "$part" ] && continue
  bits=${variant%%:*} group=${variant#*:}
  rm -rf "$parts/model"
  made=$("$pare" quantize "$model" -o "$parts/model" --method rtn --bits "$bits" --group-size "$group" --symmetric --json)
  asked=$("$pare" evaluate "$parts/model" --data "$data" --baseline "$model" --answers "$parts/answers" --json "$@")
  printf '{"bits": %s, "group": "%s",\n"quantize": %s,\n"evaluate": %s}\n' "$bits" "$group" "$made" "$asked" >"$part.tmp"
  mv "$part.tmp" "$part"
done
{
  printf '{"model": "%s", "options": "%s",\n' "$name" "$*"
  printf '"machine": "%s, %s threads", "system": %s,\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$("$pare" doctor --json)"
  printf '"plan": %s,\n"variants": [' "$(cat "$parts/plan.json")"
  separator=
  for variant in $variants; do
    printf '%s\n' "$separator"
    cat "$parts/$variant.json"
    separator=,
  done
  printf ']}\n'
} >"$result.tmp"
mv "$result.tmp" "$result"
rm -rf "$parts"
