"""Writes what the families' tests compare with: small models of the true layout, run by transformers.

    pip install -r oracles/requirements.txt transformers
    python oracles/family_golden.py core/src/test/resources/dev/pare/core/golden/families

For each model NAME/config.json as transformers 5 writes it, and where its published models look otherwise,
NAME/published.json; NAME/weights.json, the stored names and shapes; NAME/expected.safetensors: ids, their logits
(float32, eager attention), a prompt and its greedy continuation past the sliding window. Weights are not kept: they
are a hash of their names and positions (value below, FamilyFolder in Java).
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
import transformers as t
from safetensors import safe_open
from safetensors.numpy import save_file

SIZES = dict(vocab_size=64, hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=128, bos_token_id=1, eos_token_id=2, pad_token_id=0)
GEMMA = dict(SIZES, head_dim=12, query_pre_attn_scalar=20, sliding_window=8)
GEMMA3 = dict(GEMMA, num_hidden_layers=4, layer_types=["sliding_attention", "sliding_attention", "full_attention"] + ["sliding_attention"],
              rope_parameters={"full_attention": {"rope_type": "linear", "factor": 4.0, "rope_theta": 500.0},
                               "sliding_attention": {"rope_type": "default", "rope_theta": 70.0}})
GEMMA3_PUBLISHED = dict(GEMMA, num_hidden_layers=4, sliding_window_pattern=3, rope_theta=500.0, rope_local_base_freq=70.0,
                        rope_scaling={"rope_type": "linear", "factor": 4.0})
LONGROPE = dict(type="longrope", short_factor=[1.0, 1.5, 2.25], long_factor=[2.0, 4.0, 8.0])
MODELS = {  # class, config, what differs in published form: keys that are None are taken out
    "llama": (t.LlamaForCausalLM, dict(SIZES, rope_theta=500.0), None),
    "mistral": (t.MistralForCausalLM, dict(SIZES, head_dim=10, sliding_window=8), dict(rope_parameters=None, rope_theta=10000.0)),
    "qwen2": (t.Qwen2ForCausalLM, dict(SIZES, tie_word_embeddings=True),
              dict(rope_parameters=None, rope_theta=10000.0, layer_types=None, sliding_window=8, use_sliding_window=False)),
    "qwen2-window": (t.Qwen2ForCausalLM, dict(SIZES, use_sliding_window=True, sliding_window=8, max_window_layers=1),
                     dict(rope_parameters=None, rope_theta=10000.0, layer_types=None)),
    "qwen3": (t.Qwen3ForCausalLM, dict(SIZES, head_dim=12, tie_word_embeddings=True),
              dict(rope_parameters=None, rope_theta=10000.0, layer_types=None)),
    "gemma2": (t.Gemma2ForCausalLM, dict(GEMMA, attn_logit_softcapping=2.0, final_logit_softcapping=15.0),
               dict(rope_parameters=None, rope_theta=10000.0, layer_types=None, tie_word_embeddings=None)),
    "gemma3": (t.Gemma3ForCausalLM, GEMMA3,
               dict(GEMMA3_PUBLISHED, rope_parameters=None, layer_types=None, _sliding_window_pattern=None, tie_word_embeddings=None)),
    "gemma3-images": (t.Gemma3ForConditionalGeneration, GEMMA3, None),
    "phi3": (t.Phi3ForCausalLM, dict(SIZES, sliding_window=8), dict(rope_parameters=None, rope_theta=10000.0)),
    "phi3-longrope": (t.Phi3ForCausalLM, dict(SIZES, partial_rotary_factor=0.75, original_max_position_embeddings=64, rope_scaling=LONGROPE),
                      dict(rope_parameters=None, rope_theta=10000.0, partial_rotary_factor=0.75, rope_scaling=LONGROPE)),
    "gpt2": (t.GPT2LMHeadModel, dict(vocab_size=64, n_embd=32, n_head=4, n_layer=3, n_positions=128, n_inner=40, bos_token_id=1, eos_token_id=2), None),
}


def mix(z):
    """SplitMix64's finalizer."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def value(name, shape):
    """Weights by name: uniform, and large enough for each to matter."""
    seed = 0xCBF29CE484222325  # FNV-1a
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    index = np.arange(int(np.prod(shape)), dtype=np.uint64)
    bits = mix(np.uint64(seed) + index * np.uint64(0x9E3779B97F4A7C15))
    u = (bits >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1
    if len(shape) == 1:
        start = 1.0 if name.endswith("weight") and "bias" not in name else 0.0
        return (start + 0.4 * u).astype(np.float32).reshape(shape)
    return ((1.0 if "embed" in name or "wte" in name else 0.4) * u).astype(np.float32).reshape(shape)


def build(kind, config):
    if kind is t.Gemma3ForConditionalGeneration:
        vision = dict(hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1, image_size=8, patch_size=4)
        return kind(t.Gemma3Config(text_config=config, vision_config=vision, mm_tokens_per_image=1))
    return kind(kind.config_class(**config))


def published(config, changes):
    changed = {**config, **changes}
    return {k: v for k, v in changed.items() if v is not None or k not in changes}


def main(target):
    for name, (kind, settings, changes) in MODELS.items():
        folder = Path(target, name)
        folder.mkdir(parents=True, exist_ok=True)
        model = build(kind, settings)
        with tempfile.TemporaryDirectory() as temp:
            model.save_pretrained(temp)
            config = json.loads(Path(temp, "config.json").read_text())
            file = Path(temp, "model.safetensors")
            with safe_open(file, "np") as stored:
                shapes = {key: stored.get_slice(key).get_shape() for key in sorted(stored.keys())}
            save_file({key: value(key, shape) for key, shape in shapes.items()}, file, {"format": "pt"})
            configs = [config] if changes is None else [config, published(config, changes)]
            outcomes = []
            for form in configs:
                Path(temp, "config.json").write_text(json.dumps(form))
                outcomes.append(run(kind.from_pretrained(temp, attn_implementation="eager", dtype=torch.float32).eval()))
            assert all(np.array_equal(a, b) for o in outcomes for a, b in zip(o.values(), outcomes[0].values())), name
        for file, form in zip(["config.json", "published.json"], configs):
            (folder / file).write_text(json.dumps(form, indent=1))
        (folder / "weights.json").write_text(json.dumps(shapes))
        save_file(outcomes[0], folder / "expected.safetensors")
        logits = outcomes[0]["logits"]
        print(f"{name}: {len(shapes)} weights, logits {logits.min():.2f} … {logits.max():.2f}, deviation {logits.std():.2f}")


def run(model):
    torch.manual_seed(3)
    ids = torch.randint(3, 64, (1, 30))
    with torch.no_grad():
        logits = model(input_ids=ids).logits
        text = model.generate(ids[:, :6], max_new_tokens=24, min_new_tokens=24, do_sample=False, eos_token_id=None, pad_token_id=0)
        scores = model(input_ids=text).logits[0, 5:-1].sort(-1).values
    assert (scores[:, -1] - scores[:, -2]).min() > 1e-3, "two tokens are too close to tell"
    return {"ids": ids[0].numpy(), "logits": logits[0].numpy(), "text": text[0].numpy()}


if __name__ == "__main__":
    main(*sys.argv[1:])
