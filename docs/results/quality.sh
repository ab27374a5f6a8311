#!/bin/sh
# Perplexity and divergence of a model after round-to-nearest at several widths, as one JSON file:
#   docs/results/quality.sh [--no-baseline] MODEL TEXT RESULT.json [BITS:GROUP ...] [-- options of pare perplexity]
# A MODEL that is no folder is decoded to f16 first, and that is the dense one. Without the baseline there is no
# divergence, in half the time.
# Every variant is made and measured by ./pare; finished ones are kept in RESULT.json.parts, so it can be stopped and
# started again.
set -eu
pare=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)/pare
baseline=--baseline
if [ "$1" = --no-baseline ]; then baseline=; shift; fi
model=$1 text=$2 result=$3
shift 3
variants=
while [ $# -gt 0 ] && [ "$1" != -- ]; do variants="$variants $1"; shift; done
[ $# -gt 0 ] && shift
[ -n "$variants" ] || variants='8:channel 6:channel 5:channel 4:channel 3:channel 2:channel 8:64 4:64 3:64 2:64 4:32 3:32 2:32'
parts=$result.parts
mkdir -p "$parts"

name=$(basename "$model")
if [ ! -d "$model" ]; then
  [ -d "$parts/dense" ] || "$pare" export "$model" --format safetensors --type f16 -o "$parts/dense" --json >"$parts/export.json"
  model=$parts/dense
fi
if [ ! -s "$parts/dense.json" ]; then
  "$pare" perplexity "$model" --text "$text" --json "$@" >"$parts/dense.tmp"
  mv "$parts/dense.tmp" "$parts/dense.json"
fi
for variant in $variants; do
  part=$parts/$variant.json
  [ -s "$part" ] && continue
  bits=${variant%%:*} group=${variant#*:}
  rm -rf "$parts/model"
  made=$("$pare" quantize "$model" -o "$parts/model" --method rtn --bits "$bits" --group-size "$group" --symmetric --json)
  measured=$("$pare" perplexity "$parts/model" --text "$text" ${baseline:+--baseline "$model"} --json "$@")
  printf '{"bits": %s, "group": "%s",\n"quantize": %s,\n"perplexity": %s}\n' "$bits" "$group" "$made" "$measured" >"$part.tmp"
  mv "$part.tmp" "$part"
done
{
  printf '{"model": "%s", "text": "%s", "options": "%s",\n' "$name" "$(basename "$text")" "$*"
  printf '"machine": "%s, %s threads", "system": %s,\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$("$pare" doctor --json)"
  printf '"dense": %s,\n"variants": [' "$(cat "$parts/dense.json")"
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
