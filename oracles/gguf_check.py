"""A GGUF file that Pare wrote, read by gguf-py and dequantized by it, against what Pare decodes from the same file:
names, shapes and every bit of every weight.

    pare export FILE.gguf --format safetensors --type f32 -o FOLDER
    gguf_check.py FILE.gguf FOLDER [FILE.gguf FOLDER ...]

For the llama architecture, whose q and k have their rows turned.
"""

import sys
from collections import Counter

import gguf
import numpy
from gguf.quants import dequantize
from safetensors import safe_open


def scalar(reader, key):
    return reader.get_field(key).contents()


def unturned(w, heads):
    rows = w.shape[0]
    return w.reshape(heads, rows // heads // 2, 2, -1).swapaxes(1, 2).reshape(w.shape)


def check(file, folder):
    reader = gguf.GGUFReader(file)
    layers = scalar(reader, "llama.block_count")
    heads = {"attn_q": scalar(reader, "llama.attention.head_count"),
             "attn_k": scalar(reader, "llama.attention.head_count_kv")}
    known = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, layers)
    types = Counter()
    with safe_open(f"{folder}/model.safetensors", "np") as decoded:
        ours = {known.get_name(n, try_suffixes=(".weight", ".bias")): n for n in decoded.keys()}
        assert set(ours) == {t.name for t in reader.tensors if t.name != "rope_freqs.weight"}, "names differ"
        for tensor in reader.tensors:
            w = dequantize(tensor.data, tensor.tensor_type).astype(numpy.float32)
            w = w.reshape(tuple(reversed(tensor.shape.tolist())))
            for part, count in heads.items():
                if f".{part}." in tensor.name:
                    w = unturned(w, count)
            mine = decoded.get_tensor(ours[tensor.name])
            assert w.shape == mine.shape, tensor.name
            assert (w.view(numpy.uint32) == mine.view(numpy.uint32)).all(), f"{tensor.name} differs"
            types[tensor.tensor_type.name] += 1
    print(file, "equal:", dict(types))


if __name__ == "__main__":
    for model, folder in zip(sys.argv[1::2], sys.argv[2::2]):
        check(model, folder)
