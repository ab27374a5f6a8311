"""Writes LoRA adapters and what peft merges them to, for LoraTest.

    pip install -r oracles/requirements.txt transformers peft
    python oracles/lora_golden.py core/src/test/resources/dev/pare/core/golden

The base models are those of family_golden.py. lora/NAME is an adapter as peft saves it, with base.txt, the base's name,
and merged.safetensors, the weights that merge_and_unload changes, as the merged model would be stored.
"""

import json
import sys
import tempfile
from pathlib import Path

import torch
import transformers as t
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

from family_golden import value

ADAPTERS = {
    "plain": ("llama", t.LlamaForCausalLM, dict(r=2, lora_alpha=5, target_modules=["q_proj", "v_proj"])),
    "every-option": ("qwen3", t.Qwen3ForCausalLM,
                     dict(r=3, lora_alpha=6, use_rslora=True, target_modules=["k_proj", "down_proj", "embed_tokens"],
                          rank_pattern={"layers.1.mlp.down_proj": 1}, alpha_pattern={"k_proj": 2, "1.mlp.down_proj": 4},
                          layers_to_transform=None, modules_to_save=["norm"])),
    "turned": ("gpt2", t.GPT2LMHeadModel,
               dict(r=2, lora_alpha=3, target_modules=["c_attn", "mlp.c_proj"], fan_in_fan_out=True, bias="lora_only")),
}


def main(target):
    for name, (base, kind, settings) in ADAPTERS.items():
        with tempfile.TemporaryDirectory() as temp:
            shapes = json.loads(Path(target, "families", base, "weights.json").read_text())
            before = {key: torch.from_numpy(value(key, shape)) for key, shape in shapes.items()}
            Path(temp, "config.json").write_text(Path(target, "families", base, "config.json").read_text())
            save_file(before, Path(temp, "model.safetensors"), {"format": "pt"})
            model = get_peft_model(kind.from_pretrained(temp, dtype=torch.float32), LoraConfig(task_type="CAUSAL_LM", base_model_name_or_path="base", **settings))
            torch.manual_seed(5)
            for key, parameter in model.named_parameters():
                if parameter.requires_grad:
                    torch.nn.init.normal_(parameter, 0, 0.3)
            folder = Path(target, "lora", name)
            model.save_pretrained(folder)
            Path(folder, "README.md").unlink()
            Path(folder, "base.txt").write_text(base)
            config = json.loads(Path(folder, "adapter_config.json").read_text())
            config["base_model_name_or_path"] = "some/base"
            Path(folder, "adapter_config.json").write_text(json.dumps(config, indent=1))
            model.merge_and_unload().save_pretrained(temp)
            after = load_file(Path(temp, "model.safetensors"))
            changed = {key: w for key, w in after.items() if not torch.equal(w, before[key])}
            save_file(changed, Path(folder, "merged.safetensors"))
            print(name, "adapter:", sorted(load_file(Path(folder, "adapter_model.safetensors"))), "changes", sorted(changed))


if __name__ == "__main__":
    main(*sys.argv[1:])
