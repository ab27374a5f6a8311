"""Writes the folders that GoldenOutputTest holds Pare's output to: once for each version of the format.

    pip install -r oracles/requirements.txt
    python oracles/pare_golden.py core/src/test/resources/dev/pare/core/golden/pare-1

NAME/dense is a tiny random Llama, NAME/recipe.yaml what was done to it, NAME/quantized what ./pare wrote,
checked as compressed_tensors_check.py does, and NAME/decoded.safetensors its weights in float32 as
compressed-tensors decodes them; numpy where a group size does not divide the rows, which it refuses.
"""

import subprocess
import sys
import warnings
from pathlib import Path

import torch
from compressed_tensors_check import PARTS, check, library, load, settings
from compressed_tensors_library import HOME, llama
from pare_format import spread, stored
from safetensors.torch import save_file
from transformers.utils import logging

PROMISED = """\
version: 1
steps:
  - quantize: rtn
    bits: 4
    group: 4
    symmetric: false
    targets: ["*_proj.weight", "lm_head.weight"]
    rules:
      - {match: "*.down_proj.weight", bits: 8, group: channel, symmetric: true}
      - {match: "*.q_proj.weight", bits: 8, group: tensor}
      - {match: "lm_head.weight", group: channel}
"""
OTHER = """\
version: 1
steps:
  - quantize: rtn
    bits: 5
    group: channel
    symmetric: false
    rules:
      - {match: "*.q_proj.weight", bits: 2, group: 5}
      - {match: "*.k_proj.weight", bits: 3}
      - {match: "*.v_proj.weight", bits: 7, group: tensor}
      - {match: "*.o_proj.weight", bits: 6, group: 4}
      - {match: "*.gate_proj.weight", bits: 4, group: 8, symmetric: true}
      - {match: "*.up_proj.weight", bits: 3, group: 4, symmetric: true}
"""


def decode(parts, scheme):
    try:
        return library(parts, scheme, torch.float32)
    except ValueError:
        codes, zero_points = stored(parts, scheme.weights)
        scale = spread(parts["weight_scale"].float().numpy(), scheme.weights, *codes.shape)
        return torch.from_numpy(codes - zero_points).float() * torch.from_numpy(scale)


def write(folder, dtype, recipe):
    model = llama(20, dtype)
    dense, quantized = folder / "dense", folder / "quantized"
    model.save_pretrained(dense)
    (dense / "generation_config.json").unlink()
    (folder / "recipe.yaml").write_text(recipe)
    subprocess.run([HOME / "pare", "compress", dense, "-o", quantized, "--recipe", folder / "recipe.yaml"], check=True)
    print(folder.name, check(dense, quantized))
    tensors, decoded = load(quantized), {}
    for scheme in settings(quantized)[1]:
        for module in scheme.targets:
            parts = {part: tensors[f"{module}.{part}"] for part in PARTS if f"{module}.{part}" in tensors}
            decoded[module + ".weight"] = decode(parts, scheme).contiguous()
    save_file(decoded, folder / "decoded.safetensors")


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    logging.disable_progress_bar()
    write(Path(sys.argv[1]) / "promised", torch.bfloat16, PROMISED)
    write(Path(sys.argv[1]) / "other", torch.float16, OTHER)
