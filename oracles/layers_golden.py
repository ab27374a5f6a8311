"""Writes what tests of whole layers compare with: block influence, outlier-weighted ratios, Fisher information, and models without a block.

    pip install -r oracles/requirements.txt transformers
    python oracles/layers_golden.py REPOSITORY

Of the models of family_golden.py, run by transformers over two sequences of 15 tokens (float32, eager attention; sums in float64):
- influence.json: 1 - mean over tokens of cos(x, y) of each block, by hooks around it.
- owl.json: the sparsity of each block at S = .5, lambda = .08, outliers being |w|·‖x‖ above M = 2 times their mean, as OWL's own program has it: D
  stretched to 0 … 2·lambda, less its mean, plus 1 - S, is what is kept.
- fisher.json: of each linear weight F = mean over sequences of (d loss / d w)², loss the mean of -log p of a sequence's tokens but the first:
  Σ F, Σ F·cos(i)·cos(j), Σ F·cos(3i + j), i and j being row and column, and the largest.
- depth.safetensors: NAME.removed, a block whose followers get other numbers; NAME.logits, of the last POSITIONS of 30 tokens, by a model built without it.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from transformers.pytorch_utils import Conv1D

from calibration_golden import load
from family_golden import MODELS, build

FAMILIES = ["llama", "mistral", "qwen2", "qwen2-window", "qwen3", "gemma2", "gemma3", "phi3", "gpt2"]
SPARSITY, LAMBDA, OUTLIER, POSITIONS = 0.5, 0.08, 2.0, 6


def tokens():
    torch.manual_seed(3)
    return torch.randint(3, 64, (1, 30))  # those of family_golden.py


def prefix(model):
    return "transformer.h." if hasattr(model, "transformer") else "model.layers."


def blocks(model):
    return model.transformer.h if hasattr(model, "transformer") else model.model.layers


def linears(block):
    return {name: m for name, m in block.named_modules() if isinstance(m, (torch.nn.Linear, Conv1D))}


def matrix(module, values):
    """[out, in] in float64."""
    return (values.T if isinstance(module, Conv1D) else values).detach().double().numpy()


def influence(model, ids):
    found = []

    def hook(_, given, named, made):
        x = (given[0] if given else named["hidden_states"]).detach().double()
        y = (made[0] if isinstance(made, tuple) else made).detach().double().reshape(x.shape)
        found.append(1 - (x * y).sum(-1).div(x.norm(dim=-1) * y.norm(dim=-1)).mean().item())

    hooks = [block.register_forward_hook(hook, with_kwargs=True) for block in blocks(model)]
    with torch.no_grad():
        model(input_ids=ids, use_cache=False)
    for h in hooks:
        h.remove()
    return found


def owl(model, ids):
    squares, hooks = {}, []
    for index, block in enumerate(blocks(model)):
        for name, module in linears(block).items():
            see = lambda _, x, key=(index, name): squares.update({key: x[0].detach().double().reshape(-1, x[0].shape[-1]).square().sum(0).numpy()})
            hooks.append(module.register_forward_pre_hook(see))
    with torch.no_grad():
        model(input_ids=ids, use_cache=False)
    for h in hooks:
        h.remove()
    shares = []
    for index, block in enumerate(blocks(model)):
        scores = np.concatenate([(np.abs(matrix(m, m.weight)) * np.sqrt(squares[index, name])).ravel() for name, m in linears(block).items()])
        shares.append((scores > OUTLIER * scores.mean()).sum() / scores.size * 100)
    shares = np.array(shares)
    assert shares.max() > shares.min(), shares
    kept = (shares - shares.min()) * (1 / (shares.max() - shares.min()) * LAMBDA * 2)
    return [float(1 - k) for k in kept - kept.mean() + (1 - SPARSITY)]


def fisher(model, ids):
    sums = {}
    for sequence in ids:
        model.zero_grad()
        logits = model(input_ids=sequence[None], use_cache=False).logits.float()
        torch.nn.functional.cross_entropy(logits[0, :-1], sequence[1:]).backward()
        for index, block in enumerate(blocks(model)):
            for name, module in linears(block).items():
                key = f"{prefix(model)}{index}.{name}.weight"
                sums[key] = sums.get(key, 0) + matrix(module, module.weight.grad) ** 2 / len(ids)
    summary = {}
    for key, f in sums.items():
        i, j = np.indices(f.shape)
        summary[key] = [float(f"{s:.9g}") for s in (f.sum(), (f * np.cos(i) * np.cos(j)).sum(), (f * np.cos(3 * i + j)).sum(), f.max())]
    return summary


def without(name, model, removed):
    """The same model built with a block less."""
    kind, settings, _ = MODELS[name]
    kept = [i for i in range(len(blocks(model))) if i != removed]
    count = "n_layer" if name == "gpt2" else "num_hidden_layers"
    changed = dict(settings, **{count: len(kept)})
    if getattr(model.config, "layer_types", None):
        changed["layer_types"] = [model.config.layer_types[i] for i in kept]
    made = build(kind, changed)
    made.config._attn_implementation = "eager"
    weights = {}
    for key, value in model.state_dict().items():
        if key.startswith(prefix(model)):
            index, rest = key[len(prefix(model)):].split(".", 1)
            if int(index) in kept:
                weights[f"{prefix(model)}{kept.index(int(index))}.{rest}"] = value
        else:
            weights[key] = value
    made.load_state_dict(weights)
    return made.eval()


def main(repository):
    rounded = lambda values: [float(f"{value:.9g}") for value in values]
    influences, ratios, information, tensors = {}, {}, {}, {}
    for name in FAMILIES:
        kind, settings, _ = MODELS[name]
        model, ids = load(kind, settings), tokens()
        pairs = ids.reshape(2, 15)
        found = influence(model, pairs)
        influences[name] = rounded(found)
        ratios[name] = rounded(owl(model, pairs))
        information[name] = fisher(model, pairs)
        removed = 1
        with torch.no_grad():
            logits = without(name, model, removed)(input_ids=ids, use_cache=False).logits[0, -POSITIONS:]
        tensors[name + ".removed"] = np.array([removed])
        tensors[name + ".logits"] = logits.float().numpy()
        print(name, influences[name], ratios[name], removed, float(logits.std()))
    lines = lambda all: "{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in all.items()) + "\n}\n"
    calibrate = Path(repository) / "calibrate/src/test/resources/dev/pare/calibrate"
    prune = Path(repository) / "prune/src/test/resources/dev/pare/prune/golden"
    (calibrate / "influence.json").write_text(lines(influences))
    (calibrate / "fisher.json").write_text(lines(information))
    (prune / "owl.json").write_text(lines(ratios))
    save_file(tensors, prune / "depth.safetensors")


if __name__ == "__main__":
    main(*sys.argv[1:])
