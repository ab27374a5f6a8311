"""Writes what AWQ and round-to-nearest on weighted least-squares scales are compared with, in float64.

    pip install -r oracles/requirements.txt transformers
    python oracles/awq_golden.py golden REPOSITORY                   the small layers of the repository's tests
    python oracles/awq_golden.py captured MODEL TEXT SHARED          real layers, for SHARED/captured (pare.shared)

A file holds the layers that see one input, "w0", "w1" … [out, in]; the input as "x" [tokens, in], or its sum "gram" [in, in]
and "magnitudes" [in]; the norm before it as "norm" [in], where there is one; and for each case of each layer "codes:CASE:0" …,
"scales:…", "zeros:…". Metadata: "tokens", "uses" and "width" of the heads that share a feature, and "cases", JSON of each case's
settings, alpha, and losses.
"""

import sys
from pathlib import Path

import numpy as np
import torch

from solver_golden import bf16, grid, loss, made_layer, nearest, save

ALPHAS = [i / 20 for i in range(20)]
CLIPS = [1 - i * 0.05 for i in range(10)]


def rounded(w, bits, size, symmetric, parts):
    """Codes, scales, zero points of w [rows, columns]; parts [rows, groups] of each range."""
    groups = parts.shape[1]
    codes, scales, zeros = np.zeros_like(w), np.zeros(parts.shape), np.zeros(parts.shape)
    for g in range(groups):
        some = slice(g * size, (g + 1) * size)
        scales[:, g], zeros[:, g] = grid(w[:, some], bits, symmetric, parts[:, g])
        codes[:, some] = nearest(w[:, some], scales[:, g, None], zeros[:, g, None], bits)
    return codes, scales, zeros


def values(codes, scales, zeros, size):
    spread = lambda x: np.repeat(x, size, 1)[:, :codes.shape[1]]
    return (codes - spread(zeros)) * spread(scales)


def multiplied(w, s):
    return np.float64(np.float32(w) * np.float32(s))


def folded(s, norm):
    """The factors that the norm's rounded quotient leaves to undo."""
    if norm is None:
        return s
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = np.float32(norm / bf16(norm / np.float64(s)))
    return np.where((exact > 0) & np.isfinite(exact), exact, 1).astype(np.float32)


def factors(magnitudes, tokens, alpha, width, uses, norm):
    means = (magnitudes / tokens).reshape(-1, uses, width).mean(1).reshape(-1)
    s = np.maximum(means**alpha, 1e-4)
    s = folded(np.float32(s / np.sqrt(s.min() * s.max())), norm)
    return np.repeat(s.reshape(-1, 1, width), uses, 1).reshape(-1)


def awq(layers, gram, magnitudes, tokens, heads, norm, bits, group, symmetric, clip):
    columns = len(gram)
    size = group or columns
    groups = -(-columns // size)
    whole = [np.ones((len(w), groups)) for w in layers]
    made = lambda w, s, parts: rounded(multiplied(w, s), bits, size, symmetric, parts)
    back = lambda found, s: values(*found, size) / np.float64(s)

    tried = []
    for alpha in ALPHAS:
        s = factors(magnitudes, tokens, alpha, *heads, norm)
        tried.append((sum(loss(w, back(made(w, s, parts), s), gram) for w, parts in zip(layers, whole)), alpha, s))
    _, alpha, s = min(tried, key=lambda t: t[0])

    results = []
    for w, parts in zip(layers, whole):
        if clip:
            losses = []
            for part in CLIPS:
                e = w - back(made(w, s, parts * part), s)
                pieces = [e[:, g * size:(g + 1) * size] for g in range(groups)]
                grams = [gram[g * size:(g + 1) * size, g * size:(g + 1) * size] for g in range(groups)]
                losses.append(np.stack([((p @ own) * p).sum(1) for p, own in zip(pieces, grams)], 1))
            parts = np.array(CLIPS)[np.argmin(losses, 0)]
        found = made(w, s, parts)
        results.append((*found, loss(w, back(found, s), gram)))
    return alpha, results


def least_squares(w, h, bits, group, symmetric):
    """Scales and codes of least Σ h (w − ŵ)², each group on its own."""
    size = group or w.shape[1]
    groups = -(-w.shape[1] // size)
    most, least = 2 ** (bits - 1) - 1, -2 ** (bits - 1)
    codes, scales, zeros = np.zeros_like(w), np.zeros((len(w), groups)), np.zeros((len(w), groups))
    for row in range(len(w)):
        for g in range(groups):
            v, weight = w[row, g * size:(g + 1) * size], h[g * size:(g + 1) * size]
            best = np.inf
            for part in CLIPS:
                (scale,), (zero,) = grid(v[None], bits, symmetric, part)
                for _ in range(6):
                    d = np.clip(np.rint(v / scale), least - zero, most - zero)
                    error = (weight * (v - d * scale) ** 2).sum()
                    if error < best:
                        best, scales[row, g], zeros[row, g], codes[row, g * size:(g + 1) * size] = error, scale, zero, d + zero
                    product, square = (weight * v * d).sum(), (weight * d * d).sum()
                    again = bf16(product / square) if product > 0 else scale
                    if again == scale or again == 0:
                        break
                    scale = again
    return codes, scales, zeros


AWQ = [  # bits, group, symmetric, clip
    (4, 0, True, False),
    (4, 64, True, True),
    (3, 64, False, True),
    (3, 0, False, True),
    (2, 40, False, True),
]
SQUARES = [(4, 64, True), (3, 0, False), (2, 40, False), (8, 64, True)]  # bits, group, symmetric


def name(kind, bits, group, symmetric, clip=False):
    return f"{kind} int{bits} {'g%d' % group if group else 'channel'}{'' if symmetric else ' asymmetric'}{' clip' if clip else ''}"


def add(tensors, case, layer, codes, scales, zeros):
    tensors[f"codes:{case}:{layer}"] = torch.tensor(codes).to(torch.int8)
    tensors[f"scales:{case}:{layer}"] = torch.tensor(scales).bfloat16()
    tensors[f"zeros:{case}:{layer}"] = torch.tensor(zeros).to(torch.int8)


def golden_file(path, layers, x, gram, magnitudes, tokens, heads, norm):
    magnitudes = np.float64(np.float32(magnitudes))
    gram = np.float64(np.float32(gram))
    tensors, cases = {f"w{i}": torch.tensor(w).bfloat16() for i, w in enumerate(layers)}, {}
    tensors.update({"x": torch.tensor(x).bfloat16()} if x is not None else {"gram": torch.tensor(gram).float()})
    tensors["magnitudes"] = torch.tensor(magnitudes).float()
    if norm is not None:
        tensors["norm"] = torch.tensor(norm).bfloat16()
    for bits, group, symmetric, clip in AWQ:
        case = name("awq", bits, group, symmetric, clip)
        alpha, results = awq(layers, gram, magnitudes, tokens, heads, norm, bits, group, symmetric, clip)
        cases[case] = dict(bits=bits, group=group or "channel", symmetric=symmetric, clip=clip, alpha=alpha, losses=[r[3] for r in results])
        print(path.name, case, alpha, cases[case]["losses"], flush=True)
        for i, (codes, scales, zeros, _) in enumerate(results):
            add(tensors, case, i, codes, scales, zeros)
    h = np.diag(gram) / tokens
    for bits, group, symmetric in SQUARES[:2 if x is None else 4]:
        case = name("rtn", bits, group, symmetric)
        found = least_squares(layers[0], h, bits, group, symmetric)
        cases[case] = dict(bits=bits, group=group or "channel", symmetric=symmetric, grid="leastSquares",
                           losses=[loss(layers[0], values(*found, group or len(h)), np.diag(h))])
        print(path.name, case, cases[case]["losses"], flush=True)
        add(tensors, case, 0, *found)
    cases["heads"] = dict(width=heads[0], uses=heads[1])
    save(path, tensors, tokens, cases)


def golden(repository):
    folder = Path(repository) / "quantize/src/test/resources/dev/pare/core/golden/solver"
    for file, shape, heads, norm in [("awq", (20, 104, 150, 5), (1, 1), True), ("awq-heads", (16, 96, 140, 6), (16, 3), False)]:
        x, w = made_layer(*shape)
        g = bf16(1 + .2 * np.random.default_rng(7).normal(size=shape[1])) if norm else None
        layers = [w[:12], w[12:]] if norm else [w]
        golden_file(folder / (file + ".safetensors"), layers, x, x.T @ x, np.abs(x).sum(0), len(x), heads, g)


SITES = [  # what is seen, by whom, the norm before, whether heads share values
    ("0.attention", ["0.self_attn.q_proj", "0.self_attn.k_proj", "0.self_attn.v_proj"], "0.input_layernorm"),
    ("15.attention-output", ["15.self_attn.o_proj"], None),
    ("15.mlp", ["15.mlp.gate_proj", "15.mlp.up_proj"], "15.post_attention_layernorm"),
    ("29.mlp-output", ["29.mlp.down_proj"], None),
]
WINDOWS, LENGTH = 16, 512


def captured(model, text, shared):
    import transformers as t

    network = t.AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32).eval()
    ids = t.AutoTokenizer.from_pretrained(model)(Path(text).read_text(), return_tensors="pt").input_ids[0]
    part = lambda name: network.get_submodule("model.layers." + name)
    sums = {}

    def hook(site):
        def see(_, inputs):
            x = inputs[0].reshape(-1, inputs[0].shape[-1]).double()
            gram, magnitudes = sums.get(site, (0, 0))
            sums[site] = (gram + x.T @ x, magnitudes + x.abs().sum(0))
        return see

    for site, layers, _ in SITES:
        part(layers[0]).register_forward_pre_hook(hook(site))
    with torch.no_grad():
        for i in range(WINDOWS):
            network(ids[None, i * LENGTH:(i + 1) * LENGTH])
    config = network.config
    for site, layers, norm in SITES:
        weights = [bf16(part(layer).weight.detach().numpy()) for layer in layers]
        gram, magnitudes = (s.numpy() for s in sums[site])
        heads = (config.hidden_size // config.num_attention_heads, config.num_attention_heads // config.num_key_value_heads)
        golden_file(Path(shared) / "captured/awq" / (site + ".safetensors"), weights, None, gram, magnitudes, WINDOWS * LENGTH,
                    heads if site.endswith("-output") and "attention" in site else (1, 1),
                    bf16(part(norm).weight.detach().numpy()) if norm else None)


if __name__ == "__main__":
    {"golden": golden, "captured": captured}[sys.argv[1]](*sys.argv[2:])
