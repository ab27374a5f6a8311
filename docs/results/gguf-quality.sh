#!/bin/sh
# KL divergence from a model of its GGUF files by Pare and by llama.cpp's llama-quantize, with and without an importance
# matrix, as one JSON file; Pare's engine runs them all:
#   docs/results/gguf-quality.sh LLAMA_QUANTIZE MODEL.gguf IMATRIX TEXT RESULT.json TYPE ... [-- options of pare perplexity]
# Finished ones are kept in RESULT.json.parts, so it can be stopped and started again.
set -eu
pare=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)/pare
quantize=$1 model=$2 imatrix=$3 text=$4 result=$5
shift 5
types=
while [ $# -gt 0 ] && [ "$1" != -- ]; do types="$types $1"; shift; done
[ $# -gt 0 ] && shift
parts=$result.parts
mkdir -p "$parts"

file() { # BY TYPE MATRIX: writes $parts/out.gguf
  rm -f "$parts/out.gguf"
  if [ "$1" = pare ]; then
    "$pare" export "$model" --format gguf --type "$2" ${3:+--imatrix "$3"} -o "$parts/out.gguf" >/dev/null
  else
    "$quantize" ${3:+--imatrix "$3"} "$model" "$parts/out.gguf" "$2" >"$parts/llama.log" 2>&1
  fi
}

for type in $types; do
  for by in pare llama-quantize; do
    for matrix in '' "$imatrix"; do
      part=$parts/$type.$by.${matrix:+matrix}
      [ -s "$part" ] && continue
      file "$by" "$type" "$matrix"
      measured=$("$pare" perplexity "$parts/out.gguf" --text "$text" --baseline "$model" --json "$@")
      printf '{"by": "%s", "type": "%s", "importance": %s, "bytes": %s,\n"perplexity": %s}\n' \
        "$by" "$type" "$([ -n "$matrix" ] && echo true || echo false)" "$(wc -c <"$parts/out.gguf")" "$measured" >"$parts/tmp"
      mv "$parts/tmp" "$part"
    done
  done
done
{
  printf '{"model": "%s", "imatrix": "%s", "text": "%s", "options": "%s",\n' \
    "$(basename "$model")" "$(basename "$imatrix")" "$(basename "$text")" "$*"
  printf '"system": %s,\n"files": [' "$("$pare" doctor --json)"
  separator=
  for type in $types; do
    for part in "$parts/$type".*; do
      printf '%s\n' "$separator"
      cat "$part"
      separator=,
    done
  done
  printf ']}\n'
} >"$result.tmp"
mv "$result.tmp" "$result"
rm -rf "$parts"
