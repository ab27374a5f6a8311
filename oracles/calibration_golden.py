"""Writes what calibration's tests compare with: what the linear layers of transformers' models see.

    pip install -r oracles/requirements.txt
    python oracles/calibration_golden.py calibrate/src/test/resources/dev/pare/calibrate/inputs.json

Of the models of family_golden.py, two sequences of 15 tokens at a time: for each block and each of its four inputs x, by
hooks before the first linear layer that sees it, summed in float64 over tokens: squares Σ x_j², magnitudes Σ |x_j|, and
products Σ x_j (x·v), which is the gram times v_j = cos(j).
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.numpy import save_file

from family_golden import MODELS, build, value

FAMILIES = ["llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "gpt2"]
INPUTS = {  # what sees each input first
    "attention": ["self_attn.q_proj", "self_attn.qkv_proj", "attn.c_attn"],
    "attention-output": ["self_attn.o_proj", "attn.c_proj"],
    "mlp": ["mlp.gate_proj", "mlp.gate_up_proj", "mlp.c_fc"],
    "mlp-output": ["mlp.down_proj", "mlp.c_proj"],
}


def load(kind, settings):
    """The model with the weights that its tests have."""
    with tempfile.TemporaryDirectory() as temp:
        build(kind, settings).save_pretrained(temp)
        file = Path(temp, "model.safetensors")
        with safe_open(file, "np") as stored:
            shapes = {key: stored.get_slice(key).get_shape() for key in stored.keys()}
        save_file({key: value(key, shape) for key, shape in shapes.items()}, file, {"format": "pt"})
        return kind.from_pretrained(temp, attn_implementation="eager", dtype=torch.float32).eval()


def sums(x):
    x = x.reshape(-1, x.shape[-1]).double().numpy()
    v = np.cos(np.arange(x.shape[1]))
    rounded = lambda values: [float(f"{value:.9g}") for value in values]
    return {"squares": rounded((x * x).sum(0)), "magnitudes": rounded(np.abs(x).sum(0)), "products": rounded(x.T @ (x @ v))}


def seen(model, ids):
    modules = dict(model.named_modules())
    prefix = "transformer.h" if "transformer.h.0" in modules else "model.layers"
    blocks = []
    for block in range(model.config.num_hidden_layers):
        blocks.append({})
        for name, candidates in INPUTS.items():
            module = next(modules[f"{prefix}.{block}.{c}"] for c in candidates if f"{prefix}.{block}.{c}" in modules)
            module.register_forward_pre_hook(lambda _, x, into=blocks[-1], name=name: into.update({name: sums(x[0].detach())}))
    with torch.no_grad():
        model(input_ids=ids, use_cache=False)
    return blocks


def main(target):
    all_seen = {}
    for name in FAMILIES:
        kind, settings, _ = MODELS[name]
        torch.manual_seed(3)
        ids = torch.randint(3, 64, (1, 30))  # those of family_golden.py
        all_seen[name] = seen(load(kind, settings), ids.reshape(2, 15))
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(blocks)}" for name, blocks in all_seen.items())
    Path(target).write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
