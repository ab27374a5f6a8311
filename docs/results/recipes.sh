#!/bin/sh
# Perplexity and divergence of a model after each of many recipes, as one JSON file:
#   docs/results/recipes.sh MODEL TEXT RECIPES RESULT.json [-- options of pare perplexity]
# RECIPES has a name and a step a line, {quantize: gptq, bits: 3, …}; $CALIBRATION and $STATISTICS stand for what
# these variables name. A step "gguf TYPE" is a file that LLAMA_QUANTIZE makes with IMATRIX of MODEL_GGUF. Before each
# recipe it says how long the rest will take; finished ones are kept in RESULT.json.parts, so it can be stopped and
# started again, also with more lines. The model itself runs once: what it predicts is kept in RESULT.json.parts/rows.
set -eu
pare=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)/pare
model=$1 text=$2 recipes=$3 result=$4
shift 4
[ $# -gt 0 ] && shift
parts=$result.parts
mkdir -p "$parts"
began=$(date +%s) count=0

each() { sed -e 's/#.*//' -e '/^ *$/d' "$recipes"; }

left() { # how many have no part, and how long they take by those done now
  n=0
  for one in $(each | cut -d ' ' -f 1); do [ -s "$parts/$one.json" ] || n=$((n + 1)); done
  [ $count -gt 0 ] && awk -v n="$n" -v count=$count -v s=$(($(date +%s) - began)) \
    'BEGIN { printf "%d recipes × %.1f min = %.1f h left\n", n, s / count / 60, n * s / count / 3600 }' >&2
  true
}

make() { # STEP: makes $parts/model or $parts/out.gguf, prints JSON
  rm -rf "$parts/model" "$parts/out.gguf"
  case $1 in
    gguf*)
      "$LLAMA_QUANTIZE" --imatrix "$IMATRIX" "$MODEL_GGUF" "$parts/out.gguf" "${1#gguf }" </dev/null >"$parts/llama.log" 2>&1
      made=$parts/out.gguf
      "$pare" inspect "$made" --json </dev/null >"$parts/made.json" ;;
    *)
      printf 'version: 1\nsteps:\n  - %s\n' "$1" |
        sed -e "s#\$CALIBRATION#${CALIBRATION-}#g" -e "s#\$STATISTICS#${STATISTICS-}#g" >"$parts/recipe.yaml"
      made=$parts/model
      "$pare" compress "$model" -o "$made" --recipe "$parts/recipe.yaml" --json </dev/null >"$parts/made.json" ;;
  esac
}

each | while read -r name step; do
  part=$parts/$name.json
  [ -s "$part" ] && continue
  left
  echo "$name: $step" >&2
  if ! make "$step"; then echo "$name failed" >&2; continue; fi
  measured=$("$pare" perplexity "$made" --text "$text" --baseline "$model" --baseline-rows "$parts/rows" --json "$@" </dev/null)
  printf '{"name": "%s", "step": "%s",\n"made": %s,\n"perplexity": %s}\n' "$name" "$step" "$(cat "$parts/made.json")" "$measured" >"$part.tmp"
  mv "$part.tmp" "$part"
  count=$((count + 1))
done
{
  printf '{"model": "%s", "text": "%s", "options": "%s",\n' "$(basename "$model")" "$(basename "$text")" "$*"
  printf '"calibration": "%s",\n' "$(basename "${CALIBRATION-}")"
  printf '"machine": "%s, %s threads", "system": %s,\n"recipes": [' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$("$pare" doctor --json)"
  separator=
  for name in $(each | cut -d ' ' -f 1); do
    [ -s "$parts/$name.json" ] || continue
    printf '%s\n' "$separator"
    cat "$parts/$name.json"
    separator=,
  done
  printf ']}\n'
} >"$result.tmp"
mv "$result.tmp" "$result"
