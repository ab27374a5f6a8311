"""Writes what OwnFormatGoldenTest reads: every encoding that is Pare's own, from docs/format.md alone.

    pip install -r oracles/requirements.txt
    python oracles/own_format_golden.py core/src/test/resources/dev/pare/core/golden/own

model/ is a tiny Llama whose 14 linear layers are codebooks and sparse weights of random contents, packed here
a bit at a time; decoded.safetensors what they mean in float32, and in its header how Pare calls each.
"""

import itertools
import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

WHOLE = 1 << 30
random = np.random.default_rng(25)
tensors, decoded, names, groups = {}, {}, {}, {}


def words(numbers, width):
    """Numbers of some bits as int32 words: number i at bits i*b ... i*b + b - 1, the rest zero."""
    string = "".join(format(int(n), f"0{width}b")[::-1] for n in numbers)
    string += "0" * (-len(string) % 32)
    return [int.from_bytes(int(string[i : i + 32][::-1], 2).to_bytes(4, "little"), "little", signed=True)
            for i in range(0, len(string), 32)]


def int32(rows, width):
    return torch.tensor([words(row, width) for row in rows], dtype=torch.int32)


def floats(*shape, dtype):
    return torch.from_numpy(random.standard_normal(shape)).to(dtype)


class Dense:
    def __init__(self, shape, dtype):
        self.w, self.type, self.name = floats(*shape, dtype=dtype), None, str(dtype)[6:]
        self.name = {"bfloat16": "bf16", "float16": "f16", "float32": "f32"}[self.name]

    def decoded(self):
        return self.w.float()

    def compressed(self, row, kept):
        return self.w[row][kept]

    def shared(self):
        return {}


class Codes:
    """q in b bits, w = (q - zeroPoint) * scale; a scale for each group of a row, or for the row."""

    def __init__(self, shape, dtype, bits, group, symmetric):
        rows, columns = shape
        self.bits, self.symmetric, self.group = bits, symmetric, group or columns
        count = -(-columns // self.group)
        low = -(1 << bits - 1)
        self.q = random.integers(low, -low, shape)
        self.scale = floats(rows, count, dtype=dtype)
        self.zero = random.integers(low, -low, (rows, count)) * (not symmetric)
        strategy = {"strategy": "group", "group_size": group} if group else {"strategy": "channel"}
        self.type = {"num_bits": bits, "type": "int", "symmetric": symmetric, **strategy, "dynamic": False}
        self.name = f"int{bits} {f'g{group}' if group else 'channel'}{'' if symmetric else ' asymmetric'}"

    def decoded(self):
        spread = [np.repeat(a, self.group, axis=1)[:, : self.q.shape[1]] for a in (self.zero, self.scale.float().numpy())]
        return torch.from_numpy((self.q - spread[0]).astype(np.float32) * spread[1])

    def compressed(self, row, kept):
        return torch.tensor(words(self.q[row][kept] + (1 << self.bits - 1), self.bits), dtype=torch.int32)

    def shared(self):
        parts = {"weight_scale": self.scale}
        if not self.symmetric:
            parts["weight_zero_point"] = int32(self.zero.T + (1 << self.bits - 1), self.bits).T.contiguous()
        return parts


class Indices:
    """w = codebook[index]; a codebook for each so many rows."""

    def __init__(self, shape, dtype, bits, channels):
        rows = shape[0]
        self.bits, self.channels = bits, channels
        self.index = random.integers(0, 1 << bits, shape)
        self.books = floats(-(-rows // channels), 1 << bits, dtype=dtype)
        strategy = {"strategy": "channel_group", "group_size": channels}
        strategy = {WHOLE: {"strategy": "tensor"}, 1: {"strategy": "channel"}}.get(channels, strategy)
        self.type = {"num_bits": bits, "type": "codebook", **strategy}
        self.name = f"codebook{bits} " + {WHOLE: "tensor", 1: "channel"}.get(channels, f"{channels} channels")

    def decoded(self):
        rows = range(len(self.index))
        return torch.stack([self.books[row // self.channels].float()[self.index[row]] for row in rows])

    def compressed(self, row, kept):
        return torch.tensor(words(self.index[row][kept], self.bits), dtype=torch.int32)

    def shared(self):
        return {"weight_codebook": self.books}


def mask(shape, structure):
    """True where kept; anywhere: the first row keeps nothing, the second all."""
    if structure == "unstructured":
        kept = random.random(shape) < np.linspace(0, 1, shape[0])[:, None]
        kept[0], kept[1] = False, True
        return kept
    n, m = map(int, structure.split(":"))
    order = random.random((shape[0], shape[1] // m, m)).argsort(-1)
    return (order < n).reshape(shape)


def patterns(kept, structure):
    n, m = map(int, structure.split(":"))
    ways = sorted(sum(1 << i for i in some) for some in itertools.combinations(range(m), n))
    width = int(np.ceil(np.log2(len(ways))))
    numbers = kept.reshape(len(kept), -1, m) @ (1 << np.arange(m))
    return int32([[ways.index(n) for n in row] for row in numbers], width)


def add(module, values, shape, structure=None):
    parts = values.shared()
    matrix = torch.tensor(shape, dtype=torch.int64)
    w, name, format = values.decoded(), values.name, "codebook"
    if structure is None:
        everything = np.ones(shape[1], bool)
        packed = torch.stack([values.compressed(row, everything) for row in range(shape[0])])
        parts |= {"weight_packed": packed, "weight_shape": matrix}
    else:
        kept, format = mask(shape, structure), "sparse"
        rows = [values.compressed(row, kept[row]) for row in range(shape[0])]
        parts |= {"shape": matrix}
        if structure == "unstructured":
            starts = np.cumsum([0] + [len(row) for row in rows])[:-1]
            bits = torch.from_numpy(np.packbits(kept, axis=1, bitorder="little"))
            parts |= {"compressed": torch.cat(rows), "bitmask": bits, "row_offsets": torch.from_numpy(starts)}
        else:
            parts |= {"compressed": torch.stack(rows), "pattern": patterns(kept, structure)}
        w = torch.where(torch.from_numpy(kept), w, torch.zeros(()))
        name += " sparse" if structure == "unstructured" else " " + structure
    tensors.update({f"{module}.{part}": value.contiguous() for part, value in parts.items()})
    decoded[module + ".weight"], names[module + ".weight"] = w.contiguous(), name
    group = {"targets": [module], "format": format}
    group |= {"weights": values.type} if values.type else {}
    group |= {"sparsity": {"structure": structure}} if structure else {}
    groups[f"group_{len(groups)}"] = group


def main(target):
    f32, f16, bf16 = torch.float32, torch.float16, torch.bfloat16
    shapes = {"self_attn.q_proj": (20, 20), "self_attn.k_proj": (10, 20), "self_attn.v_proj": (10, 20),
              "self_attn.o_proj": (20, 20), "mlp.gate_proj": (40, 20), "mlp.up_proj": (40, 20), "mlp.down_proj": (20, 40)}
    ways = [
        (Indices, (bf16, 4, WHOLE), None), (Indices, (bf16, 3, 1), None), (Indices, (f32, 1, WHOLE), None),
        (Indices, (f16, 8, 7), None), (Indices, (bf16, 5, 16), None), (Indices, (f32, 2, 1), None),
        (Indices, (bf16, 6, WHOLE), None),
        (Dense, (bf16,), "unstructured"), (Dense, (f32,), "unstructured"), (Dense, (f16,), "2:4"),
        (Codes, (bf16, 4, 8, False), "unstructured"), (Indices, (f16, 3, 16), "unstructured"),
        (Codes, (f32, 3, None, True), "3:4"), (Indices, (bf16, 4, 1), "4:8"),
    ]
    for i, (kind, arguments, structure) in enumerate(ways):
        module = list(shapes)[i % 7]
        add(f"model.layers.{i // 7}.{module}", kind(shapes[module], *arguments), shapes[module], structure)
    for layer in range(2):
        for norm in ("input_layernorm", "post_attention_layernorm"):
            tensors[f"model.layers.{layer}.{norm}.weight"] = floats(20, dtype=bf16)
    tensors["model.norm.weight"] = floats(20, dtype=bf16)
    tensors["model.embed_tokens.weight"] = floats(16, 20, dtype=bf16)
    config = {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 20, "intermediate_size": 40,
        "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 10, "vocab_size": 16,
        "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "tie_word_embeddings": True,
        "quantization_config": {"quant_method": "pare", "format": "mixed-precision", "quantization_status": "compressed",
                                "config_groups": groups, "ignore": ["lm_head"]},
    }
    (target / "model").mkdir(parents=True, exist_ok=True)
    (target / "model" / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    save_file(tensors, target / "model" / "model.safetensors")
    save_file(decoded, target / "decoded.safetensors", metadata=names)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
