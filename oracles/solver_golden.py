"""Writes what the column solver is compared with: GPTQ, SparseGPT, GPTQ with a codebook, and Wanda in float64, column by column.

    pip install -r oracles/requirements.txt transformers
    python oracles/solver_golden.py golden REPOSITORY                   the small layers of the repository's tests
    python oracles/solver_golden.py captured MODEL TEXT SHARED          real layers, for SHARED/captured (pare.shared)

The formulas are the papers' own: H is inverted and the inverse factored, nothing is done in blocks but SparseGPT's
masks, no float32 anywhere but in what is stored. A file holds the weight "w" [out, in], its inputs as "x" [tokens, in]
or as their sum "gram" [in, in]; by the cases' names "codes:…", "scales:…", "zeros:…", or "values:…"; and as metadata
"tokens" and "cases", JSON of every case's settings and loss.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

BLOCK = 128


def bf16(x):
    """Rounded to bfloat16, through float32 as Java does it."""
    return torch.tensor(np.float32(x)).bfloat16().double().numpy()


class Hessian:
    def __init__(self, gram, tokens, descending, damping):
        h = np.float64(np.float32(gram)) * 2 / tokens
        self.dead = np.diag(h) == 0
        h[self.dead, self.dead] = 1
        diagonal = np.where(self.dead, 0, np.diag(h))
        n = len(h)
        self.order = np.argsort(-diagonal, kind="stable") if descending else np.arange(n)
        h[np.arange(n), np.arange(n)] += damping * np.mean(np.diag(h))
        h = h[self.order][:, self.order]
        self.upper = np.linalg.cholesky(np.linalg.inv(h)).T  # inverse = upperᵀ upper

    def solve(self, w, begin, choose):
        """w [out, in]. begin(first column of a block of 128, weights in order, u) and choose(column, place, weights in order) -> values."""
        u = self.upper
        left = np.where(self.dead, 0, w)[:, self.order]
        made = np.zeros_like(left)
        for i in range(left.shape[1]):
            if i % BLOCK == 0:
                begin(i, left, u)
            made[:, i] = choose(self.order[i], i, left)
            error = (left[:, i] - made[:, i]) / u[i, i]
            left[:, i:] -= np.outer(error, u[i, i:])
        back = np.zeros_like(made)
        back[:, self.order] = made
        return back


def grid(w, bits, symmetric, part):
    """Scales and zero points of rows w [rows, group]."""
    low, high = part * np.minimum(w.min(1), 0), part * np.maximum(w.max(1), 0)
    zero = (low == 0) & (high == 0)
    low, high = np.where(zero, -1, low), np.where(zero, 1, high)
    most, least = 2 ** (bits - 1) - 1, -2 ** (bits - 1)
    scale = bf16(np.maximum(-low, high) / most if symmetric else (high - low) / (2**bits - 1))
    scale = np.where(scale == 0, 1, scale)
    zeros = np.zeros(len(w)) if symmetric else np.clip(least - np.rint(low / scale), least, most)
    return scale, zeros


def nearest(w, scale, zeros, bits):
    return np.clip(np.rint(w / scale) + zeros, -2 ** (bits - 1), 2 ** (bits - 1) - 1)


def fitted(w, bits, symmetric, search):
    best, found = np.full(len(w), np.inf), None
    for step in range(80 if search else 1):
        scale, zeros = grid(w, bits, symmetric, 1 - step / 100)
        q = nearest(w, scale[:, None], zeros[:, None], bits)
        error = (np.abs(w - (q - zeros[:, None]) * scale[:, None]) ** 2.4).sum(1)
        better = error < best
        best = np.where(better, error, best)
        found = (scale, zeros) if found is None else (np.where(better, scale, found[0]), np.where(better, zeros, found[1]))
    return found


def gptq(w, hessian, bits, group, symmetric, search, static):
    size = group or w.shape[1]
    groups = -(-w.shape[1] // size)
    scales, zeros = np.zeros((len(w), groups)), np.zeros((len(w), groups))
    codes = np.zeros_like(w)

    def fit(g, part):
        scales[:, g], zeros[:, g] = fitted(part, bits, symmetric, search)

    if static or groups == 1:
        for g in range(groups):
            fit(g, w[:, g * size:(g + 1) * size])

    def choose(column, place, left):
        g = column // size
        if not static and groups > 1 and column % size == 0:
            fit(g, left[:, place:place + size])
        codes[:, column] = nearest(left[:, place], scales[:, g], zeros[:, g], bits)
        return (codes[:, column] - zeros[:, g]) * scales[:, g]

    made = hessian.solve(w, lambda *_: None, choose)
    return made, codes, scales, zeros


def sparsegpt(w, hessian, sparsity, pattern):
    mask = np.zeros(w.shape, bool)
    count = [0]

    def begin(first, left, u):
        if pattern is None:
            part = left[:, first:first + BLOCK]
            score = np.float32((part / np.diag(u)[first:first + BLOCK]) ** 2)
            lowest = int(np.floor(sparsity * len(w) * min(first + BLOCK, w.shape[1]) + .5)) - count[0]
            count[0] += lowest
            picked = np.argsort(score.T, axis=None, kind="stable")[:lowest]  # equal ones: the first column's
            mask[picked % len(w), first + picked // len(w)] = True

    def choose(column, place, left):
        if pattern is not None and place % pattern[1] == 0:
            part = slice(place, place + pattern[1])
            score = (left[:, part] / np.diag(hessian.upper)[part]) ** 2
            picked = np.argsort(score, axis=1, kind="stable")[:, :max(0, score.shape[1] - pattern[0])]
            np.put_along_axis(mask[:, part], picked, True, axis=1)
        return np.where(mask[:, place], 0, bf16(left[:, place]))

    return hessian.solve(w, begin, choose)


def wanda(w, gram, sparsity, pattern):
    score = np.float32(np.abs(w)) * np.float32(np.sqrt(np.diag(gram)))
    size = pattern[1] if pattern else w.shape[1]
    lowest = size - pattern[0] if pattern else int(np.floor(sparsity * size + .5))
    grouped = score.reshape(len(w), -1, size)
    mask = np.zeros(grouped.shape, bool)
    np.put_along_axis(mask, np.argsort(grouped, axis=2, kind="stable")[:, :, :lowest], True, axis=2)
    return np.where(mask.reshape(w.shape), 0, w)


def codebooks(w, hessian, entries):
    middles = (entries[:, 1:] + entries[:, :-1]) / 2
    codes = np.zeros_like(w)

    def choose(column, place, left):
        codes[:, column] = (left[:, place][:, None] > middles).sum(1)
        return np.take_along_axis(entries, codes[:, column][:, None].astype(int), 1)[:, 0]

    return hessian.solve(w, lambda *_: None, choose), codes


def loss(w, made, gram):
    lost = w - made
    return float(((lost @ gram) * lost).sum() / ((w @ gram) * w).sum())


QUANTIZED = [  # bits, group, symmetric, actOrder, static groups, search
    (4, 0, True, True, True, True),
    (4, 0, True, False, False, False),
    (3, 0, False, True, True, True),
    (4, 64, True, True, True, True),
    (4, 64, False, False, True, False),
    (3, 64, False, False, False, True),
    (2, 96, True, False, False, True),
    (8, 32, False, True, True, False),
]
PRUNED = [(0.5, None), (0.3, None), (0.5, (2, 4)), (0.5, (4, 8))]
ENTRIES = 8


def add_quantized(tensors, cases, w, gram, tokens, chosen):
    for bits, group, symmetric, act, static, search in chosen:
        hessian = Hessian(gram, tokens, act, 0.01)
        made, codes, scales, zeros = gptq(w, hessian, bits, group, symmetric, search, static)
        name = f"int{bits} {'g%d' % group if group else 'channel'}{'' if symmetric else ' asymmetric'}{' act-order' if act else ''}" \
               f"{' static' if static else ''}{' mse' if search else ''}"
        tensors["codes:" + name] = torch.tensor(codes).to(torch.int8)
        tensors["scales:" + name] = torch.tensor(scales).bfloat16()
        if not symmetric:
            tensors["zeros:" + name] = torch.tensor(zeros).to(torch.int8)
        cases[name] = dict(bits=bits, group=group or "channel", symmetric=symmetric, actOrder=act, staticGroups=static,
                           grid="mse" if search else "range", loss=loss(w, made, gram))
        print(name, cases[name]["loss"], flush=True)


def add_pruned(tensors, cases, w, gram, tokens):
    hessian = Hessian(gram, tokens, False, 0.01)
    for sparsity, pattern in PRUNED:
        name = "%d:%d" % pattern if pattern else f"{sparsity}"
        made = sparsegpt(w, hessian, sparsity, pattern)
        tensors["values:" + name] = torch.tensor(made).bfloat16()
        cases[name] = dict(sparsity=sparsity, kept=pattern[0] if pattern else 0, of=pattern[1] if pattern else 0, loss=loss(w, made, gram))
        print(name, cases[name]["loss"], flush=True)


def add_wanda(tensors, cases, w, gram, tokens):
    for sparsity, pattern in PRUNED:
        name = "wanda %s" % ("%d:%d" % pattern if pattern else sparsity)
        made = wanda(w, gram, sparsity, pattern)
        tensors["values:" + name] = torch.tensor(made).bfloat16()
        cases[name] = dict(sparsity=sparsity, kept=pattern[0] if pattern else 0, of=pattern[1] if pattern else 0,
                           loss=loss(w, made, gram))
        print(name, cases[name]["loss"], flush=True)


def add_codebooks(tensors, cases, w, gram, tokens):
    entries = bf16(np.quantile(w, (np.arange(ENTRIES) + .5) / ENTRIES, axis=1).T)
    made, codes = codebooks(w, Hessian(gram, tokens, True, 0.01), np.sort(entries, 1))
    tensors["codes:codebook"] = torch.tensor(codes).to(torch.int8)
    tensors["entries:codebook"] = torch.tensor(np.sort(entries, 1)).bfloat16()
    cases["codebook"] = dict(loss=loss(w, made, gram))


def save(path, tensors, tokens, cases):
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({k: v.contiguous() for k, v in tensors.items()}, path, {"tokens": str(tokens), "cases": json.dumps(cases)})
    print(path, path.stat().st_size)


def made_layer(rows, columns, tokens, seed):
    """Inputs that depend on one another, with outliers and one that is always 0."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(tokens, columns // 2)) @ random.normal(size=(columns // 2, columns)) * .1 + random.normal(size=(tokens, columns)) * .3
    x[:, random.choice(columns, 6, replace=False)] *= 8
    x[:, columns // 3] = 0
    w = random.standard_t(5, size=(rows, columns)) * .04
    return bf16(x), bf16(w)


def golden(repository):
    for module, name, shape, fill in [
        ("quantize", "gptq", (24, 272, 160, 1), lambda *a: add_quantized(*a, QUANTIZED)),
        ("calibrate", "sparsegpt", (16, 200, 120, 2), lambda *a: (add_pruned(*a), add_codebooks(*a))),
        ("prune", "pruned", (12, 96, 60, 3), lambda *a: (add_pruned(*a), add_wanda(*a))),
    ]:
        x, w = made_layer(*shape)
        tensors, cases = {"x": torch.tensor(x).bfloat16(), "w": torch.tensor(w).bfloat16()}, {}
        fill(tensors, cases, w, x.T @ x, len(x))
        save(Path(repository) / module / "src/test/resources/dev/pare/core/golden/solver" / (name + ".safetensors"), tensors, len(x), cases)


LAYERS = ["0.self_attn.q_proj", "0.mlp.down_proj", "15.self_attn.o_proj", "15.mlp.gate_proj", "29.mlp.down_proj"]
WINDOWS, LENGTH = 16, 512


def captured(model, text, shared):
    import transformers as t

    network = t.AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32).eval()
    ids = t.AutoTokenizer.from_pretrained(model)(Path(text).read_text(), return_tensors="pt").input_ids[0]
    layers = {name: network.get_submodule("model.layers." + name) for name in LAYERS}
    grams = {name: torch.zeros(2 * [layer.in_features], dtype=torch.float64) for name, layer in layers.items()}

    def hook(name):
        def see(_, inputs):
            x = inputs[0].reshape(-1, inputs[0].shape[-1]).double()
            grams[name] += x.T @ x
        return see

    for name, layer in layers.items():
        layer.register_forward_pre_hook(hook(name))
    with torch.no_grad():
        for i in range(WINDOWS):
            network(ids[None, i * LENGTH:(i + 1) * LENGTH])
    for name, layer in layers.items():
        w, gram = bf16(layer.weight.detach().numpy()), np.float64(np.float32(grams[name].numpy()))
        for kind in ("gptq", "sparsegpt", "pruned"):
            print(name, kind, flush=True)
            tensors, cases = {"gram": torch.tensor(gram).float(), "w": torch.tensor(w).bfloat16()}, {}
            if kind == "gptq":
                add_quantized(tensors, cases, w, gram, WINDOWS * LENGTH, QUANTIZED)
            else:
                add_pruned(tensors, cases, w, gram, WINDOWS * LENGTH)
                (add_wanda if kind == "pruned" else add_codebooks)(tensors, cases, w, gram, WINDOWS * LENGTH)
            save(Path(shared) / "captured" / kind / (name + ".safetensors"), tensors, WINDOWS * LENGTH, cases)


if __name__ == "__main__":
    {"golden": golden, "captured": captured}[sys.argv[1]](*sys.argv[2:])
