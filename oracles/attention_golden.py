"""Queries and keys before rotation, by transformers: of every family's small model (those of family_golden.py), and as
QK-scores (arXiv 2410.02343) of questions put to stories260K.

    attention_golden.py families > core/src/test/resources/dev/pare/core/golden/attention/families.json
    attention_golden.py scores MODEL_FOLDER > core/src/test/resources/dev/pare/core/golden/attention/qk_scores.json

Families: what apply_rotary_pos_emb is given, so after any norm of queries and keys; of GPT-2 the parts of c_attn's
output. Scores: outputs of q_proj and k_proj. The end of an option's line is found by the tokenizer's own offsets.
"""

import importlib
import json
import sys
import tempfile
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.numpy import save_file
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

import family_golden as golden

FAMILIES = ["llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "phi3-longrope", "gpt2"]
KEYS, QUERIES = [0, 3, 11, 20], [19, 29]

QUESTIONS = [
    ("Who went to the park?", ["Lily", "Tom", "a dog", "the moon"], 0),
    ("What did Tim see?", ["a big red ball", "a bird.", "a tree"], 0),
    ("What color is the sky?", ["blue", "red", "green", "yellow"], 0),
    ("What does a cat say?", ["Moo!", "Meow!", "Woof!"], 1),
    ("Where do fish live?", ["in a tree", "in the water"], 1),
    ("What is 2 + 2?", ["3", "4", "5", "22"], 1),
    ("Who makes dinner?", ["Mom", "the car", "a rock", "a shoe"], 0),
    ("What do we do at night?", ["sleep", "jump, run, and play", "eat \"lunch\""], 0),
    ("What is cold?", ["fire", "the sun", "ice", "soup"], 2),
    ("What has wheels?", ["a car", "a fish", "a cloud", "milk"], 0),
    ("Which is a fruit?", ["an apple", "a chair", "a hat", "a spoon"], 0),
    ("How did Lily feel when she lost her toy?", ["happy", "sad", "tall"], 1),
    ("What do birds do?", ["fly", "drive", "read", "swim in the sky"], 0),
    ("Caf\u00e9 or na\u00efve \u2014 which one?", ["Caf\u00e9", "\u4f60\u597d", "\U0001f600 yes", "no"], 0),
    ("What is  big  ?", ["an ant", " an elephant ", "a  bee"], 1),
    ("Who is the boy's friend?", ["Ben", "Ben and Sue", "Sue's cat", "nobody"], 1),
    ("What did the dog eat?", ["a bone", "a bone!", "the bone?", "bones..."], 0),
    ("What is soft?", ["a pillow", "a stone", "a knife", "glass"], 0),
    ("What comes after one?", ["zero", "two", "ten"], 1),
    ("Where is the bird?", ["in the nest", "in the shoe", "in the bag"], 0),
    ("What do you say to be nice?", ["Thank you", "No", "Go away", "Mine"], 0),
    ("What can you read?", ["a book", "a lake", "a bird", "a pea"], 0),
    ("What was in the box?", ["a toy car that can go very, very fast", "a hat", "x"], 0),
    ("When do we wake up?", ["in the morning", "never", "at noon"], 0),
    ("What is sweet?", ["candy", "salt", "mud", "a leaf"], 0),
    ("What grows in a garden?", ["flowers", "cars", "shoes", "beds"], 0),
]


def families():
    cases = {}
    for name in FAMILIES:
        kind, settings, _ = golden.MODELS[name]
        model = golden.build(kind, settings)
        with tempfile.TemporaryDirectory() as temp:
            model.save_pretrained(temp)
            file = Path(temp, "model.safetensors")
            with safe_open(file, "np") as stored:
                shapes = {key: stored.get_slice(key).get_shape() for key in sorted(stored.keys())}
            save_file({key: golden.value(key, shape) for key, shape in shapes.items()}, file, {"format": "pt"})
            model = kind.from_pretrained(temp, attn_implementation="eager", dtype=torch.float32).eval()
        torch.manual_seed(3)
        ids = torch.randint(3, 64, (1, 30))  # family_golden's
        seen = []
        if name == "gpt2":
            heads = settings["n_head"]

            def split(module, inputs, output):
                q, k, _ = output[0].chunk(3, -1)
                seen.append((q.view(30, heads, -1), k.view(30, heads, -1)))

            for block in model.transformer.h:
                block.attn.c_attn.register_forward_hook(split)
        else:
            source = importlib.import_module(kind.__module__)
            rotate = source.apply_rotary_pos_emb

            def watch(q, k, *rest, **named):
                seen.append((q[0].transpose(0, 1), k[0].transpose(0, 1)))
                return rotate(q, k, *rest, **named)

            source.apply_rotary_pos_emb = watch
        with torch.no_grad():
            model(input_ids=ids)
        if name != "gpt2":
            source.apply_rotary_pos_emb = rotate
        assert len(seen) == model.config.num_hidden_layers
        cases[name] = {
            "queries": [rounded(q[QUERIES].flatten(1)) for q, _ in seen],
            "keys": [rounded(k[KEYS].flatten(1)) for _, k in seen],
        }
    return {"queryPositions": QUERIES, "keyPositions": KEYS, "families": cases}


def scores(folder):
    # tokenizer.json as it stands: transformers' LlamaTokenizer puts a pre-tokenizer of its own in place of the file's
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=folder + "/tokenizer.json", bos_token="<s>", eos_token="</s>")
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    heads, groups = model.config.num_attention_heads, model.config.num_attention_heads // model.config.num_key_value_heads
    seen = {}
    for layer, block in enumerate(model.model.layers):
        for part in ["q_proj", "k_proj"]:
            hook = lambda module, inputs, output, at=(layer, part): seen.__setitem__(at, output[0])
            getattr(block.self_attn, part).register_forward_hook(hook)
    cases = []
    for question, choices, answer in QUESTIONS:
        text = f"Question: {question}\n"
        ends = []
        for letter, choice in zip("ABCD", choices):
            text += f"{letter}. {choice}\n"
            ends.append(len(text) - 1)
        text += "Answer:"
        encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        at = [[i for i, (a, b) in enumerate(encoded.offset_mapping) if a <= end < b] for end in ends]
        assert all(len(tokens) == 1 for tokens in at), (text, at)
        ids = [1] + encoded.input_ids
        at = [tokens[0] + 1 for tokens in at]
        with torch.no_grad():
            model(input_ids=torch.tensor([ids]))
        table = []
        for layer in range(model.config.num_hidden_layers):
            q = seen[layer, "q_proj"][-1].view(heads, -1)
            k = seen[layer, "k_proj"][at].view(len(at), heads // groups, -1).repeat_interleave(groups, 1)
            table.append(rounded(torch.einsum("hd,ohd->ho", q, k)))
        cases.append({"question": question, "choices": choices, "answer": answer, "ids": ids, "ends": at, "scores": table})
    return {"cases": cases}


def rounded(tensor):
    return [[round(float(x), 5) for x in row] for row in tensor]


def main(what, *arguments):
    json.dump({"families": families, "scores": scores}[what](*arguments), sys.stdout, separators=(",", ":"), ensure_ascii=True)
    print()


main(*sys.argv[1:])
