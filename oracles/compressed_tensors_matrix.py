"""Quantizes a small random Llama with ./pare in every way there is and holds each folder to the oracles.

    pip install -r oracles/requirements.txt
    python oracles/compressed_tensors_matrix.py WORK_FOLDER

Bits 2 to 8, a scale for the tensor, a channel, 32 weights, 48 weights (which do not divide a row),
symmetric or not, f32, f16, bf16; and models of several schemes with the embedding and the head among
them. WORK_FOLDER may take 100 MB; what is there already is not made again. See compressed_tensors_check.py.
"""

import itertools
import json
import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path

import torch
from compressed_tensors_check import check
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.utils import logging

PARE = Path(__file__).resolve().parent.parent / "pare"
TYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
ALL = "*_proj.weight,lm_head.weight,model.embed_tokens.weight"
SEVERAL = {
    "several-promised": "--bits 4 --group-size 32 --rule *.down_proj.weight:bits=8,group=channel "
    "--rule lm_head.weight:bits=8,group=channel --targets *_proj.weight,lm_head.weight --ignore *.k_proj.weight",
    "several-asymmetric": "--bits 4 --group-size 32 --asymmetric --rule *.mlp.*:bits=8,group=channel "
    f"--rule *.o_proj.weight:group=tensor --targets {ALL}",
    "several-other": f"--bits 3 --group-size 48 --asymmetric --rule *.mlp.*:bits=5,group=tensor --targets {ALL}",
    "embedding": f"--bits 8 --group-size channel --targets {ALL}",
    "one-with-head": "--bits 4 --group-size 16 --symmetric --targets *_proj.weight,lm_head.weight",
}


def dense(folder, dtype):
    """A Llama whose first rows try the formulas' corners; one linear has 10 rows, which fills no word."""
    torch.manual_seed(7)
    config = LlamaConfig(
        hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=16, num_key_value_heads=1,
        head_dim=10, vocab_size=97, tie_word_embeddings=False, dtype=str(dtype)[6:],
    )
    model = LlamaForCausalLM(config).to(dtype)
    for name, weight in model.named_parameters():
        if weight.dim() == 2:
            w = torch.randn(weight.shape) / weight.shape[1] ** 0.5 + 0.003
            w[0] = 0
            w[1] = (torch.arange(weight.shape[1]) % 16 - 8) / 64  # ties: multiples of half a step
            w[2] = w[2].abs() + 0.1  # 0 lies outside the range
            w[3] = 0.25
            w[4] *= 1e-7 if dtype == torch.float16 else 1e-37  # scales near the type's smallest
            w[5, ::32] = 2
            w[6] = -w[6].abs()
            weight.data.copy_(w)
    folder.mkdir(parents=True)
    save_file({n: w.contiguous() for n, w in model.state_dict().items()}, folder / "model.safetensors")
    config.architectures = ["LlamaForCausalLM"]
    config.save_pretrained(folder)


def runs():
    groups = ("tensor", "channel", "32", "48")
    for bits, group, symmetry in itertools.product(range(2, 9), groups, ("symmetric", "asymmetric")):
        yield f"{bits}-{group}-{symmetry}", f"--bits {bits} --group-size {group} --{symmetry}"
    yield from SEVERAL.items()


def main(work):
    totals = Counter()
    for short, dtype in TYPES.items():
        before = work / short / "dense"
        if not before.exists():
            dense(before, dtype)
        for name, options in runs():
            after = work / short / name
            if not after.exists():
                command = [PARE, "quantize", before, "-o", after, *options.split()]
                subprocess.run(command, check=True, capture_output=True)
            result = check(before, after)
            totals.update(folders=1, weights=result["weights"], decodedByLibrary=result["decodedByLibrary"])
            totals.update("logits " + way for way in result["logits"])
            print(short, name, json.dumps(result), flush=True)
    print(json.dumps(totals))


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    logging.disable_progress_bar()
    main(Path(sys.argv[1]))
