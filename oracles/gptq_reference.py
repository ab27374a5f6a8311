"""Time and memory of the reference GPTQ program (IST-DASLab/gptq) on the first blocks of a Llama folder, on the CPU.

    python gptq_reference.py CLONE MODEL TEXT [--blocks 2] [--samples 128] [--length 512] [--bits 4] [--group 128] [--act-order]

CLONE is a checkout of the reference: its classes GPTQ and Quantizer do the work; the loop over blocks is that of its
`--true-sequential` (four passes that look, one that hands on, a sample at a time). In float32, as on a CPU; with all
threads that torch takes. Prints one JSON object.
"""

import argparse
import json
import resource
import sys
import time

import torch
from transformers import AutoTokenizer, LlamaForCausalLM

PASSES = [
    ["self_attn.k_proj", "self_attn.v_proj", "self_attn.q_proj"],
    ["self_attn.o_proj"],
    ["mlp.up_proj", "mlp.gate_proj"],
    ["mlp.down_proj"],
]


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("clone")
    parser.add_argument("model")
    parser.add_argument("text")
    for name, default in (("blocks", 2), ("samples", 128), ("length", 512), ("bits", 4), ("group", 128)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--act-order", action="store_true")
    return parser.parse_args()


def sequences(args):
    tokenizer = AutoTokenizer.from_pretrained(args.model)
    with open(args.text, encoding="utf-8") as file:
        ids = tokenizer(file.read(20 * args.samples * args.length), return_tensors="pt").input_ids[0]
    return [ids[i * args.length : (i + 1) * args.length].unsqueeze(0) for i in range(args.samples)]


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@torch.no_grad()
def main():
    args = arguments()
    sys.path.insert(0, args.clone)
    from gptq import GPTQ
    from quant import Quantizer

    model = LlamaForCausalLM.from_pretrained(args.model, dtype=torch.float32)
    model.config.use_cache = False
    hidden = [model.model.embed_tokens(ids) for ids in sequences(args)]
    positions = torch.arange(args.length).unsqueeze(0)
    rotary = model.model.rotary_emb(hidden[0], positions)
    run = lambda block, h: block(h, attention_mask=None, position_ids=positions, position_embeddings=rotary)
    first = lambda out: out[0] if isinstance(out, tuple) else out
    blocks = []
    for block in model.model.layers[: args.blocks]:
        spent = {"look": 0.0, "solve": 0.0, "handOn": 0.0}
        modules = dict(block.named_modules())
        for names in PASSES:
            start = time.time()
            solvers, hooks = {}, []
            for name in names:
                solvers[name] = GPTQ(modules[name])
                solvers[name].quantizer = Quantizer()
                solvers[name].quantizer.configure(args.bits, perchannel=True, sym=True, mse=False)
                hooks.append(
                    modules[name].register_forward_hook(
                        lambda _, i, o, s=solvers[name]: s.add_batch(i[0].data, o.data)
                    )
                )
            for h in hidden:
                run(block, h)
            for hook in hooks:
                hook.remove()
            spent["look"] += time.time() - start
            start = time.time()
            for name in names:
                solvers[name].fasterquant(
                    percdamp=0.01, groupsize=args.group, actorder=args.act_order, static_groups=args.act_order
                )
                solvers[name].free()
            spent["solve"] += time.time() - start
        start = time.time()
        hidden = [first(run(block, h)) for h in hidden]
        spent["handOn"] += time.time() - start
        blocks.append(spent)
        print(spent, file=sys.stderr)
    print(
        json.dumps(
            {
                "program": "IST-DASLab/gptq",
                "torch": torch.__version__,
                "threads": torch.get_num_threads(),
                "settings": {k: v for k, v in vars(args).items() if k not in ("clone", "model", "text")},
                "blocks": blocks,
                "peakRssBytes": peak(),
            }
        )
    )


if __name__ == "__main__":
    main()
