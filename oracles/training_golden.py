"""Writes what the trainer's gradients and steps are compared with: small models of each family, trained by PyTorch.

    pip install -r oracles/requirements.txt transformers
    python oracles/training_golden.py train/src/test/resources/dev/pare/train/golden/gradients

NAME.json is the config as transformers 5 writes it. NAME.safetensors holds a batch (ids, places, labels, weights, as
TrainingBatch has them), "losses", those before each of CURVE steps of torch.optim.AdamW with torch's own clipping, vectors without decay,
and by the weights' names "gradient:…", before the first step, and "trained:…", the weights after STEPS. float32, eager attention. Weights to begin
with are not kept: they are family_golden.py's hash of names and positions, GPT-2's turned to [out, in].
"""

import sys
from pathlib import Path

import numpy as np
import torch
import transformers as t
from safetensors.numpy import save_file
from transformers.pytorch_utils import Conv1D

from family_golden import value

ROWS, LENGTH, VOCABULARY = 3, 14, 24
STEPS, CURVE, RATE, BETAS, EPSILON, DECAY, CLIP = 2, 40, 1e-2, (0.9, 0.98), 1e-8, 0.05, 0.5
SIZES = dict(vocab_size=VOCABULARY, hidden_size=12, intermediate_size=20, num_hidden_layers=2, num_attention_heads=4,
             num_key_value_heads=2, head_dim=4, max_position_embeddings=32, bos_token_id=1, eos_token_id=2, pad_token_id=None)
WINDOW = dict(sliding_window=5)
MODELS = {
    "llama": (t.LlamaForCausalLM, dict(SIZES, attention_bias=True, mlp_bias=True, rope_theta=500.0)),
    "mistral": (t.MistralForCausalLM, dict(SIZES, **WINDOW)),
    "qwen2": (t.Qwen2ForCausalLM, dict(SIZES, tie_word_embeddings=True)),
    "qwen3": (t.Qwen3ForCausalLM, dict(SIZES)),
    "gemma2": (t.Gemma2ForCausalLM, dict(SIZES, **WINDOW, query_pre_attn_scalar=20, attn_logit_softcapping=2.0, final_logit_softcapping=15.0)),
    "gemma3": (t.Gemma3ForCausalLM, dict(SIZES, **WINDOW, query_pre_attn_scalar=20, layer_types=["sliding_attention", "full_attention"],
                                         rope_parameters={"full_attention": {"rope_type": "linear", "factor": 4.0, "rope_theta": 500.0},
                                                          "sliding_attention": {"rope_type": "default", "rope_theta": 70.0}})),
    "phi3": (t.Phi3ForCausalLM, dict({k: v for k, v in SIZES.items() if k != "head_dim"}, hidden_size=16, **WINDOW)),
    "gpt2": (t.GPT2LMHeadModel, dict(vocab_size=VOCABULARY, n_embd=12, n_head=4, n_layer=2, n_positions=32, n_inner=20, bos_token_id=1,
                                     eos_token_id=2, attn_pdrop=0, embd_pdrop=0, resid_pdrop=0)),
}


def turned(model):
    """The names of weights that transformers keeps as [in, out]."""
    return {name + ".weight" for name, module in model.named_modules() if isinstance(module, Conv1D)}


def batch():
    random = np.random.default_rng(5)
    ids = random.integers(3, VOCABULARY, (ROWS, LENGTH))
    picked = [(r, p) for r in range(ROWS) for p in range(LENGTH - 1) if random.random() < 0.7]
    weights = random.choice([0.05, 0.3, 1.0], len(picked)).astype(np.float32)
    return ids, picked, (weights / weights.sum()).astype(np.float32)


def loss_of(model, ids, picked, weights):
    logits = model(input_ids=torch.tensor(ids), use_cache=False).logits.float()
    total = torch.zeros(())
    for (row, place), weight in zip(picked, weights):
        total = total - float(weight) * torch.log_softmax(logits[row, place], 0)[ids[row, place + 1]]
    return total


def stored(model, tensors, kind):
    back = turned(model)
    return {f"{kind}:{name}": np.ascontiguousarray((x.T if name in back else x).detach().clone().numpy()) for name, x in tensors}


def main(target):
    for name, (kind, settings) in MODELS.items():
        torch.manual_seed(0)
        model = kind._from_config(kind.config_class(**settings), attn_implementation="eager", dtype=torch.float32).train()
        with torch.no_grad():
            for weight, parameter in model.named_parameters():
                shape = tuple(parameter.shape)
                made = value(weight, shape[::-1]).T if weight in turned(model) else value(weight, shape)
                parameter.copy_(torch.tensor(np.ascontiguousarray(made)))
        ids, picked, weights = batch()
        parameters = list(model.named_parameters())
        optimizer = torch.optim.AdamW(
            [dict(params=[p for _, p in parameters if p.ndim > 1], weight_decay=DECAY),
             dict(params=[p for _, p in parameters if p.ndim == 1], weight_decay=0.0)], lr=RATE, betas=BETAS, eps=EPSILON)
        out, losses = {}, []
        for step in range(CURVE):
            if step == STEPS and name in ("llama", "qwen2", "gemma2"):
                out |= stored(model, parameters, "trained")
            optimizer.zero_grad()
            loss = loss_of(model, ids, picked, weights)
            loss.backward()
            losses.append(loss.item())
            if step == 0:
                out |= stored(model, [(n, p.grad) for n, p in parameters], "gradient")
            norm = torch.nn.utils.clip_grad_norm_([p for _, p in parameters], CLIP)
            assert step >= STEPS or norm > 2 * CLIP, f"{name}: nothing is clipped at {norm}"
            optimizer.step()
        out |= dict(losses=np.array(losses, np.float32), ids=ids, places=np.array([r * LENGTH + p for r, p in picked]), labels=np.array([ids[r, p + 1] for r, p in picked]),
                    weights=weights)
        model.config.architectures = [kind.__name__]
        Path(target, name + ".json").write_text(model.config.to_json_string(use_diff=False))
        save_file(out, Path(target, name + ".safetensors"))
        print(f"{name}: {sum(p.numel() for _, p in parameters)} weights, loss {losses[0]:.4f} to {losses[-1]:.4f}, norm {norm:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
