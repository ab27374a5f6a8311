"""Writes what MagnitudeGoldenTest holds pruning to: weights, and what PyTorch keeps of them.

    pip install -r oracles/requirements.txt
    python oracles/prune_golden.py prune/src/test/resources/dev/pare/prune/golden/magnitude.safetensors

NAME.weight is a random weight, of a few values over and over where NAME begins with "ties"; NAME.0.3 what is left of
it without 30 % of its weights, NAME.2:4 with 2 of every 4. A stable sort decides between equal magnitudes.
"""

import itertools
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file


def share(w, sparsity):
    order = w.abs().float().flatten().argsort(stable=True)
    kept = torch.ones(w.numel(), dtype=torch.bool)
    kept[order[: int(sparsity * w.numel() + 0.5)]] = False
    return torch.where(kept.reshape(w.shape), w, torch.zeros((), dtype=w.dtype))


def pattern(w, n, m):
    groups = w.abs().float().reshape(-1, m)
    rank = groups.argsort(dim=1, stable=True).argsort(dim=1)
    return torch.where((rank >= m - n).reshape(w.shape), w, torch.zeros((), dtype=w.dtype))


if __name__ == "__main__":
    torch.manual_seed(7)
    tensors = {}
    for kind, type in itertools.product(("normal", "ties"), (torch.float32, torch.float16, torch.bfloat16)):
        w = torch.randn(12, 40) if kind == "normal" else torch.randint(-3, 4, (12, 40)) * 0.25
        w, name = w.to(type), f"{kind}-{str(type)[6:]}"
        tensors[name + ".weight"] = w
        for sparsity in (0.05, 0.3, 0.5, 0.9):
            tensors[f"{name}.{sparsity}"] = share(w, sparsity)
        for n, m in ((1, 2), (2, 4), (4, 8), (3, 8)):
            tensors[f"{name}.{n}:{m}"] = pattern(w, n, m)
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, target)
