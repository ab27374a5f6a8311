"""Holds a folder that Pare quantized by round-to-nearest to docs/format.md and to compressed-tensors.

    pip install -r oracles/requirements.txt
    ./pare quantize DENSE -o QUANTIZED --bits 4 --group-size 32
    python oracles/compressed_tensors_check.py DENSE QUANTIZED

Of every packed weight: scales, zero points and codes are worked out again from the dense weight by the
page's formulas in float64; the stored bits are decoded by numpy as the page says, and by the library, in
float32 and in the scale's own type. All of it must agree bit by bit. Where config.json says
compressed-tensors, transformers must load the folder and give the logits of the decoded weights.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
from compressed_tensors.compressors import BaseCompressor
from compressed_tensors.quantization import QuantizationConfig
from pare_format import expected, spread, stored
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, CompressedTensorsConfig

PARTS = ("weight_packed", "weight_scale", "weight_zero_point", "weight_shape")
LIBRARY = BaseCompressor.get_value_from_registry("pack-quantized")


def library(parts, scheme, dtype):
    state = {**parts, "weight_scale": parts["weight_scale"].to(dtype)}
    return LIBRARY.decompress(state, scheme)["weight"]


def check_weight(name, dense, parts, scheme):
    """Returns the weight as the library decodes it, None where it cannot."""
    args = scheme.weights
    codes, zero_points = stored(parts, args)
    codes_again, zero_points_again, scales = expected(dense, args)
    assert torch.equal(parts["weight_scale"], scales), f"{name}: scales"
    assert np.array_equal(zero_points, zero_points_again), f"{name}: zero points"
    assert np.array_equal(codes, codes_again), f"{name}: codes"
    if args.strategy == "group" and codes.shape[1] % args.group_size:
        try:
            library(parts, scheme, torch.float32)
        except ValueError:
            return None  # "must be divisible by": which is why such a folder says pare
        raise AssertionError(f"{name}: the library reads groups that do not divide a row?")
    scale = spread(parts["weight_scale"].float().numpy(), args, *codes.shape)
    by_numpy = torch.from_numpy((codes - zero_points).astype(np.float32) * scale)
    assert torch.equal(library(parts, scheme, torch.float32), by_numpy), f"{name}: float32"
    native = library(parts, scheme, dense.dtype)
    exact = torch.from_numpy((codes - zero_points) * scale.astype(np.float64))
    assert native.dtype == dense.dtype and torch.equal(native, exact.to(dense.dtype)), f"{name}: {dense.dtype}"
    return native


def logits(model, ids):
    with torch.no_grad():
        return model.eval()(ids).logits


def check_logits(dense, quantized, weights, schemes):
    """Returns the ways of loading that were held to the logits of the decoded weights."""
    model = AutoModelForCausalLM.from_pretrained(dense, dtype="auto")
    assert not model.load_state_dict(weights, strict=False).unexpected_keys
    ids = torch.arange(min(model.config.vocab_size, 64))[None]
    right = logits(model, ids)
    assert torch.isfinite(right).all()
    ways = {}
    plain = all(s.weights.symmetric or s.weights.strategy == "tensor" for s in schemes)
    if plain and not any("embed_tokens" in target for s in schemes for target in s.targets):
        ways["plain"] = {}  # transformers 5.23 fails on others: "zero_point MISMATCH", "Embedding has no weight"
    if len(schemes) == 1:  # of several it would decode all with one
        ways["dequantize"] = {"quantization_config": CompressedTensorsConfig(dequantize=True)}
    for way, options in ways.items():
        loaded = AutoModelForCausalLM.from_pretrained(quantized, dtype="auto", **options)
        assert torch.equal(logits(loaded, ids), right), f"{quantized}: logits, {way}"
    return list(ways)


def load(folder):
    return {name: tensor for file in sorted(folder.glob("*.safetensors")) for name, tensor in load_file(file).items()}


def settings(folder):
    """The quant_method of a folder's config.json, and its schemes as the library understands them."""
    config = json.loads((folder / "config.json").read_text())["quantization_config"]
    return config["quant_method"], list(QuantizationConfig.model_validate(config).config_groups.values())


def check(dense, quantized):
    """Checks a pair of folders; returns what was compared. The first difference is an AssertionError."""
    before, after = load(dense), load(quantized)
    method, schemes = settings(quantized)
    by_module = {target: scheme for scheme in schemes for target in scheme.targets}
    modules = [name.removesuffix(".weight_packed") for name in after if name.endswith(".weight_packed")]
    assert set(modules) == set(by_module), "the config's targets are not the packed weights"
    decoded = {}
    for module in modules:
        parts = {part: after.pop(f"{module}.{part}") for part in PARTS if f"{module}.{part}" in after}
        decoded[module] = check_weight(module, before.pop(module + ".weight"), parts, by_module[module])
    assert after.keys() == before.keys(), "the other weights are not the dense model's"
    assert all(torch.equal(after[name].view(torch.uint8), before[name].view(torch.uint8)) for name in after)
    readable = all(weight is not None for weight in decoded.values())
    promised = readable and all(scheme.weights.num_bits in (4, 8) for scheme in schemes)
    assert method == ("compressed-tensors" if promised else "pare"), method
    weights = {module + ".weight": weight for module, weight in decoded.items()}
    ways = check_logits(dense, quantized, {**after, **weights}, schemes) if promised else []
    return {"weights": len(modules), "decodedByLibrary": sum(w is not None for w in decoded.values()), "logits": ways}


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    print(json.dumps(check(Path(sys.argv[1]), Path(sys.argv[2]))))
