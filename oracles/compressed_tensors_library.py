"""Has compressed-tensors quantize a tiny Llama in many ways and holds Pare to reading what it decodes.

    pip install -r oracles/requirements.txt
    ./pare doctor                                               # builds Pare
    python oracles/compressed_tensors_library.py WORK_FOLDER    # all ways, read by Decode.java
    python oracles/compressed_tensors_library.py --golden core/src/test/resources/dev/pare/core/golden/library

With --golden it writes the few folders that CompressedTensorsGoldenTest reads; decoded.safetensors holds
the library's float32 values, config.NAME.json other spellings of config.json that mean the same to it.
"""

import itertools
import json
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import torch
from compressed_tensors.compressors import BaseCompressor, ModelCompressor
from compressed_tensors.quantization import QuantizationConfig, QuantizationStatus, apply_quantization_config
from compressed_tensors.quantization.utils import calculate_qparams
from safetensors.torch import load_file, save_file
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.utils import logging

HOME = Path(__file__).resolve().parent.parent
LIBRARY = BaseCompressor.get_value_from_registry("pack-quantized")
TYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def llama(intermediate, dtype):
    """12 rows at least: the library fails on 4-bit zero points that fit one word (of 8 rows)."""
    torch.manual_seed(3)
    config = LlamaConfig(
        hidden_size=12, intermediate_size=intermediate, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, head_dim=6, vocab_size=16, tie_word_embeddings=False,
    )
    return LlamaForCausalLM(config).to(dtype)


def calibrate(module):
    """Sets scales and zero points to hold the weight's range."""
    args, w = module.quantization_scheme.weights, module.weight.data
    w.copy_(torch.randn(w.shape) * 0.3 + 0.02)
    groups = {"tensor": w.reshape(1, 1, -1), "channel": w.unsqueeze(1)}.get(args.strategy)
    groups = w.reshape(len(w), -1, args.group_size) if groups is None else groups
    scale, zero_point = calculate_qparams(groups.amin(-1), groups.amax(-1), args)
    module.weight_scale.data.copy_(scale.reshape(module.weight_scale.shape))
    module.weight_zero_point.data.copy_(zero_point.reshape(module.weight_zero_point.shape))
    module.quantization_status = QuantizationStatus.FROZEN


def quantized(module):
    return getattr(module, "quantization_scheme", None) is not None


def write(folder, dtype, groups, ignore, intermediate=20):
    model = llama(intermediate, dtype)
    settings = {"config_groups": groups, "ignore": ignore, "quantization_status": "frozen"}
    apply_quantization_config(model, QuantizationConfig.model_validate(settings), show_progress=False)
    for module in filter(quantized, model.modules()):
        calibrate(module)
    compressor = ModelCompressor.from_pretrained_model(model)
    compressor.compress_model(model)
    model.save_pretrained(folder)
    compressor.update_config(folder)
    (folder / "generation_config.json").unlink()


def decode(folder, config="config.json"):
    """The library's float32 value of every packed weight; which scheme it has is the library's answer too."""
    settings = json.loads((folder / config).read_text())
    model = llama(settings["intermediate_size"], torch.float32)
    scheme = QuantizationConfig.model_validate(settings["quantization_config"])
    apply_quantization_config(model, scheme, show_progress=False)
    stored, decoded = load_file(folder / "model.safetensors"), {}
    for name, module in model.named_modules():
        parts = {k.rpartition(".")[2]: v for k, v in stored.items() if k.rpartition(".")[0] == name}
        assert quantized(module) == ("weight_packed" in parts), name
        if quantized(module):
            parts["weight_scale"] = parts["weight_scale"].float()
            decoded[name + ".weight"] = LIBRARY.decompress(parts, module.quantization_scheme)["weight"].contiguous()
    return decoded


def weights(bits, strategy, symmetric, **more):
    group = {"group_size": more.pop("group_size", 4)} if strategy == "group" else {}
    return {"num_bits": bits, "strategy": strategy, "symmetric": symmetric, **group, **more}


def linear(*args, **more):
    return {"group_0": {"targets": ["Linear"], "weights": weights(*args, **more)}}


HEAD = ["lm_head"]
SEVERAL = {
    **linear(4, "group", True),
    "group_1": {"targets": ["re:.*down_proj$", "re:.*mlp"], "weights": weights(8, "channel", True)},
    "group_2": {"targets": ["model.layers.0.self_attn.o_proj"], "weights": weights(8, "tensor", False)},
    "group_3": {"targets": ["re:.*gate_proj"], "weights": weights(4, "channel", False)},
}
GOLDEN = {
    "int4-group-bf16": ("bf16", linear(4, "group", True), HEAD),
    "int4-group-asymmetric-f16": ("f16", linear(4, "group", False), HEAD),
    "int4-tensor-asymmetric-bf16": ("bf16", linear(4, "tensor", False), []),
    "int8-channel-f32": ("f32", linear(8, "channel", True), HEAD),
    "int8-channel-asymmetric-bf16": ("bf16", linear(8, "channel", False), HEAD),
    "int3-group-asymmetric-bf16": ("bf16", linear(3, "group", False), HEAD),
    "several-bf16": ("bf16", SEVERAL, ["lm_head", "re:.*q_proj"]),
    "preset-bf16": ("bf16", {"W4A16": ["re:.*down_proj$"]}, HEAD, 128),
}


def old_group(config):
    config["config_groups"]["group_0"]["format"] = None
    config["config_groups"]["group_0"]["weights"] |= {
        "observer": "minmax", "observer_kwargs": {}, "actorder": "static", "block_structure": None, "strategy": "GROUP",
    }
    config |= {"quantization_status": "frozen", "sparsity_config": {"format": "dense", "global_sparsity": 0.1}}


def new_group(config):
    config["format"] = "mixed-precision"
    config["config_groups"]["group_0"] |= {"targets": ["re:.*_proj$", "re:model.layers"], "output_activations": None}


def implied(config):
    scheme = config["config_groups"]["group_0"]["weights"]
    bits, symmetric = scheme["num_bits"], scheme["symmetric"]
    scheme.clear()
    scheme |= {"group_size": -1} if bits == 8 else {"group_size": None, "symmetric": symmetric, "num_bits": bits}


def preset(config):
    config["config_groups"] = {"w4a16": config["config_groups"]["group_0"]["targets"]}


SPELLINGS = {
    "int4-group-bf16": {"old": old_group, "new": new_group},
    "int8-channel-f32": {"implied": implied},
    "int4-tensor-asymmetric-bf16": {"implied": implied},
    "preset-bf16": {"preset": preset},
}


def golden(root):
    for name, (dtype, *settings) in GOLDEN.items():
        folder = root / name
        write(folder, TYPES[dtype], *settings)
        save_file(decode(folder), folder / "decoded.safetensors")
        for spelling, change in SPELLINGS.get(name, {}).items():
            config = json.loads((folder / "config.json").read_text())
            change(config["quantization_config"])
            (folder / f"config.{spelling}.json").write_text(json.dumps(config, indent=2) + "\n")
            again, right = decode(folder, f"config.{spelling}.json"), decode(folder)
            assert all(torch.equal(again[weight], right[weight]) for weight in right), (name, spelling)
    shapes_as_int32(root / "int8-channel-f32")


def shapes_as_int32(folder):
    """As old versions wrote them."""
    tensors = load_file(folder / "model.safetensors")
    tensors = {name: t.int() if name.endswith("_shape") else t for name, t in tensors.items()}
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    assert all(torch.equal(t, decode(folder)[name]) for name, t in load_file(folder / "decoded.safetensors").items())


def main(work):
    golden(work / "golden")
    folders = [work / "golden" / name for name in GOLDEN]
    ways = itertools.product(range(2, 9), ("tensor", "channel", "group"), (True, False), TYPES)
    for bits, strategy, symmetric, dtype in ways:
        folders.append(work / f"{bits}-{strategy}-{'' if symmetric else 'a'}symmetric-{dtype}")
        if not folders[-1].exists():
            write(folders[-1], TYPES[dtype], linear(bits, strategy, symmetric), HEAD if bits % 2 else [])
    pairs = [path for folder in folders for path in (folder, folder / "pare")]
    for out in pairs[1::2]:
        shutil.rmtree(out, ignore_errors=True)
    java = ["java", "-cp", HOME / "cli/target/lib/*", HOME / "oracles/Decode.java"]
    subprocess.run([*java, *pairs], check=True)
    count = 0
    for folder in folders:
        read = load_file(folder / "pare" / "model.safetensors")
        dense = load_file(folder / "model.safetensors")
        right = decode(folder)
        count += len(right)
        right |= {name: tensor for name, tensor in dense.items() if ".weight_" not in name}
        assert read.keys() == right.keys(), folder
        assert all(torch.equal(read[name], right[name]) for name in right), folder
    print(f"{len(folders)} folders, {count} packed weights: Pare reads the float32 values that the library does")


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    logging.disable_progress_bar()
    if sys.argv[1] == "--golden":
        golden(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
