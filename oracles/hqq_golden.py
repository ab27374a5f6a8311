"""Writes what HQQ is compared with, in float64, all groups of a weight at once.

    pip install -r oracles/requirements.txt
    python oracles/hqq_golden.py golden REPOSITORY                   the small layer of the repository's tests
    python oracles/hqq_golden.py captured SHARED                     real layers, for SHARED/captured, from SHARED/captured/gptq

A file holds the weight "w" [out, in], and by the cases' names "codes:…", "scales:…" and "zeros:…"; metadata "cases": JSON of every
case's settings and loss, here Σ(w − ŵ)² / Σw².
"""

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from solver_golden import bf16, made_layer, save


def f16(x):
    return torch.tensor(np.float32(x)).half().double().numpy()


def fitted(w, bits, norm, beta, iterations):
    """Codes, scales and zero points of groups w [n, size]."""
    most, least = 2 ** (bits - 1) - 1, -2 ** (bits - 1)
    low, high = w.min(1), w.max(1)
    narrow = high - low <= np.maximum(np.abs(low), np.abs(high)) / 128
    low, high = np.where(narrow, np.minimum(low, 0), low), np.where(narrow, np.maximum(high, 0), high)
    scale = bf16((high - low) / (most - least))
    scale = np.where(scale == 0, 1, scale)[:, None]
    z = f16(least - low[:, None] / scale)
    best, lost, active = z, np.full((len(w), 1), np.inf), np.ones((len(w), 1), bool)
    quantize = lambda z: np.clip(np.rint(w / scale + z), least, most)
    for _ in range(iterations + 1):
        q = quantize(z)
        x = w - (q - z) * scale
        now = np.abs(x).sum(1, keepdims=True)
        active &= now < lost
        best, lost = np.where(active, z, best), np.where(active, now, lost)
        with np.errstate(divide="ignore"):
            e = np.sign(x) * np.maximum(0, np.abs(x) - np.abs(x) ** (norm - 1) / beta)
        z = f16((q - (w - e) / scale).mean(1, keepdims=True))
        beta *= 1.01
    return quantize(best), scale[:, 0], best[:, 0]


def hqq(w, bits, group, norm, beta, iterations):
    size = group or w.shape[1]
    groups = -(-w.shape[1] // size)
    codes, scales, zeros = np.zeros_like(w), np.zeros((len(w), groups)), np.zeros((len(w), groups))
    for g in range(groups):
        some = slice(g * size, (g + 1) * size)
        codes[:, some], scales[:, g], zeros[:, g] = fitted(w[:, some], bits, norm, beta, iterations)
    spread = lambda x: np.repeat(x, size, 1)[:, :w.shape[1]]
    made = (codes - spread(zeros)) * spread(scales)
    return codes, scales, zeros, float(((w - made) ** 2).sum() / (w**2).sum())


CASES = [  # bits, group, norm, beta, iterations
    (4, 64, 0.7, 10, 20),
    (3, 64, 0.7, 10, 20),
    (2, 40, 0.7, 10, 20),
    (3, 0, 0.5, 2000, 30),
    (4, 64, 1, 300, 5),
    (8, 0, 0.7, 10, 20),
    (4, 128, 0.7, 10, 0),
]


def golden_file(path, w):
    tensors, cases = {"w": torch.tensor(w).bfloat16()}, {}
    for bits, group, norm, beta, iterations in CASES:
        case = f"int{bits} {'g%d' % group if group else 'channel'} p{norm} beta{beta} {iterations} steps"
        codes, scales, zeros, lost = hqq(w, bits, group, norm, beta, iterations)
        tensors["codes:" + case] = torch.tensor(codes).to(torch.int8)
        tensors["scales:" + case] = torch.tensor(scales).bfloat16()
        tensors["zeros:" + case] = torch.tensor(zeros).half()
        cases[case] = dict(bits=bits, group=group or "channel", norm=norm, beta=beta, iterations=iterations, loss=lost)
        print(path.name, case, lost, flush=True)
    save(path, tensors, 1, cases)


def golden(repository):
    _, w = made_layer(18, 136, 4, 8)
    w[3] = 0
    w[4] = -.25
    w[5] = bf16(np.abs(w[5]) + 3)  # far from 0
    w[6, 17] = 2
    golden_file(Path(repository) / "quantize/src/test/resources/dev/pare/core/golden/solver/hqq.safetensors", w)


def captured(shared):
    for file in sorted((Path(shared) / "captured/gptq").iterdir()):
        golden_file(Path(shared) / "captured/hqq" / file.name, load_file(file)["w"].double().numpy())


if __name__ == "__main__":
    {"golden": golden, "captured": captured}[sys.argv[1]](*sys.argv[2:])
