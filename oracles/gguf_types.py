"""Writes what TypeMixtureTest and ImportanceMatrixTest compare with: llama-quantize's choice of types, and importance matrices.

    pip install -r oracles/requirements.txt gguf
    python oracles/gguf_types.py LLAMA_QUANTIZE quantize/src/test/resources/dev/pare/quantize/golden/gguf

types.json has, for some shapes of models, file types, pure and with importance or not, the type of each matrix as
llama-quantize (a build of llama.cpp) chose it. importance.gguf and importance.dat are the same importance matrix in
llama.cpp's two forms, both accepted by llama-quantize; importance.json is what they mean.
"""

import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import gguf
import numpy as np

TYPES = ["F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K_S", "Q3_K_M", "Q3_K_L", "Q4_K_S", "Q4_K_M", "Q5_K_S",
         "Q5_K_M", "Q6_K", "IQ4_NL"]
SHAPES = {
    "grouped": dict(arch="llama", layers=20, hidden=256, heads=4, kv=1, ffn=256, tied=True),
    "narrow": dict(arch="llama", layers=9, hidden=96, heads=3, kv=3, ffn=256, tied=False),
    "odd": dict(arch="qwen2", layers=2, hidden=48, heads=2, kv=1, ffn=256, tied=True),
    "fused": dict(arch="phi3", layers=10, hidden=256, heads=2, kv=2, ffn=256, tied=False),
    "deep": dict(arch="llama", layers=80, hidden=32, heads=4, kv=1, ffn=256, tied=False),
}
VOCABULARY = 32


def matrices(s):
    head = s["hidden"] // s["heads"]
    yield "token_embd.weight", (VOCABULARY, s["hidden"])
    for i in range(s["layers"]):
        if s["arch"] == "phi3":
            yield f"blk.{i}.attn_qkv.weight", ((s["heads"] + 2 * s["kv"]) * head, s["hidden"])
        else:
            yield f"blk.{i}.attn_q.weight", (s["hidden"], s["hidden"])
            yield f"blk.{i}.attn_k.weight", (s["kv"] * head, s["hidden"])
            yield f"blk.{i}.attn_v.weight", (s["kv"] * head, s["hidden"])
        yield f"blk.{i}.attn_output.weight", (s["hidden"], s["hidden"])
        if s["arch"] == "phi3":
            yield f"blk.{i}.ffn_up.weight", (2 * s["ffn"], s["hidden"])
        else:
            yield f"blk.{i}.ffn_gate.weight", (s["ffn"], s["hidden"])
            yield f"blk.{i}.ffn_up.weight", (s["ffn"], s["hidden"])
        yield f"blk.{i}.ffn_down.weight", (s["hidden"], s["ffn"])
    if not s["tied"]:
        yield "output.weight", (VOCABULARY, s["hidden"])


def write_model(s, path):
    w = gguf.GGUFWriter(path, s["arch"])
    w.add_context_length(64)
    w.add_embedding_length(s["hidden"])
    w.add_block_count(s["layers"])
    w.add_feed_forward_length(s["ffn"])
    w.add_head_count(s["heads"])
    w.add_head_count_kv(s["kv"])
    w.add_layer_norm_rms_eps(1e-5)
    w.add_vocab_size(VOCABULARY)
    w.add_tokenizer_model("no_vocab")
    random = np.random.default_rng(1)
    for name, shape in matrices(s):
        w.add_tensor(name, random.normal(0, 1, shape).astype(np.float32))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def importance(s):
    random = np.random.default_rng(2)
    return {n: random.integers(1, 9, shape[1]).astype(np.float32) / 4 for n, shape in matrices(s) if n.startswith("blk.")}


def write_importance(means, target_gguf, target_dat):
    counts, chunk = 96, 32
    w = gguf.GGUFWriter(target_gguf, arch="")
    w.kv_data[0].pop("general.architecture", None)
    w.add_type("imatrix")
    w.add_array("imatrix.datasets", ["a text"])
    w.add_uint32("imatrix.chunk_count", counts // chunk)
    w.add_uint32("imatrix.chunk_size", chunk)
    for name, mean in means.items():
        w.add_tensor(name + ".in_sum2", (mean * counts).reshape(1, -1))
        w.add_tensor(name + ".counts", np.array([[counts]], np.float32))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()
    calls = counts // chunk
    with open(target_dat, "wb") as f:
        f.write(struct.pack("<i", len(means)))
        for name, mean in means.items():
            f.write(struct.pack("<i", len(name)) + name.encode() + struct.pack("<ii", calls, len(mean)))
            f.write((mean * calls).astype("<f4").tobytes())
        f.write(struct.pack("<ii", calls, 6) + b"a text")


def main(quantize, target):
    target = Path(target)
    target.mkdir(parents=True, exist_ok=True)
    chosen = {}
    with tempfile.TemporaryDirectory() as folder:
        for shape, s in SHAPES.items():
            model = Path(folder, shape + ".gguf")
            write_model(s, model)
            write_importance(importance(s), Path(folder, "imatrix.gguf"), Path(folder, "imatrix.dat"))
            names = [n for n, _ in matrices(s)]
            for type in TYPES:
                for options in ([], ["--pure"], ["--imatrix", f"{folder}/imatrix.gguf"], ["--imatrix", f"{folder}/imatrix.dat"]):
                    if options and type in ("F16", "BF16"):
                        continue
                    out = Path(folder, "out.gguf")
                    run = subprocess.run([quantize, *options, model, out, type], capture_output=True, text=True)
                    assert run.returncode == 0, run.stderr[-2000:]
                    types = {t.name: t.tensor_type.name for t in gguf.GGUFReader(out).tensors}
                    how = " pure" if "--pure" in options else " importance" if options else ""
                    key, value = type + how, " ".join(types[n] for n in names)
                    assert chosen.setdefault(shape, {}).setdefault(key, value) == value
    small = {k: v for k, v in importance(SHAPES["odd"]).items()}
    write_importance(small, target / "importance.gguf", target / "importance.dat")
    (target / "importance.json").write_text(json.dumps({k: v.tolist() for k, v in small.items()}) + "\n")
    shapes = {n: {**s, "types": runs(chosen[n])} for n, s in SHAPES.items()}
    (target / "types.json").write_text(json.dumps(shapes, indent=1) + "\n")


def runs(types):
    """Q4_K Q4_K Q6_K as 2 Q4_K, Q6_K."""
    def short(value):
        words, out = value.split(), []
        for word in words:
            if out and out[-1][1] == word:
                out[-1][0] += 1
            else:
                out.append([1, word])
        return ", ".join(w if n == 1 else f"{n} {w}" for n, w in out)
    return {k: short(v) for k, v in types.items()}


if __name__ == "__main__":
    main(*sys.argv[1:])
