"""Reads a safetensors file or folder that Pare wrote with the Python library, and says what is in it.

    python oracles/safetensors_check.py FILE_OR_FOLDER

Each tensor is printed with a hash of its bytes, each file serialized again by the library and compared
byte by byte (metadata of more than one key has no order there, so give the file at most one).
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save


def check(path, expected_names):
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    assert expected_names is None or set(tensors) == expected_names, "the index and the file differ"
    for name, tensor in tensors.items():
        data = tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
        print(f"{ascii(name)}\t{tensor.dtype}\t{list(tensor.shape)}\t{hashlib.sha256(data).hexdigest()[:16]}")
    same = save(tensors, metadata) == path.read_bytes()
    print(f"{path.name}: {len(tensors)} tensors, metadata {metadata}, same bytes from the library: {same}")
    return same


def main(path):
    if path.is_file():
        return check(path, None)
    index = path / "model.safetensors.index.json"
    if not index.exists():
        return check(path / "model.safetensors", None)
    text = index.read_text(encoding="utf-8")
    parsed = json.loads(text)
    shards = {}
    for name, shard in parsed["weight_map"].items():
        shards.setdefault(shard, set()).add(name)
    same = [check(path / shard, names) for shard, names in sorted(shards.items())]
    as_python = json.dumps(parsed, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    print(f"index: same bytes from json.dumps: {as_python == text}")
    return all(same) and as_python == text


if __name__ == "__main__":
    sys.exit(0 if main(Path(sys.argv[1])) else 1)
