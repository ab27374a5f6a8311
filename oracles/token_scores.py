"""Log-probability of each token of a text's first windows, by transformers in float32 from a GGUF file's own weights:
the same lines as `pare perplexity MODEL.gguf --text TEXT --window N --limit N --per-token FILE`, computed independently,
and how far two such files are apart.

    token_scores.py score MODEL.gguf TEXT WINDOW WINDOWS OUT.tsv
    token_scores.py compare PARE.tsv OURS.tsv

The ids come from llama.cpp's tokenizer through its llama-tokenize (on the PATH), so that no tokenizer of ours or of
transformers' conversion is trusted.
"""

import json
import os
import subprocess
import sys

import numpy


def ids_of(model, text):
    out = subprocess.run(
        ["llama-tokenize", "-m", model, "-f", text, "--ids", "--log-disable", "--no-bos"],
        check=True, capture_output=True, text=True).stdout
    return json.loads(out)


def score(model, text, window, windows, out):
    import torch
    from transformers import AutoModelForCausalLM

    folder, name = os.path.split(os.path.abspath(model))
    network = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32)
    network.eval()
    ids = torch.tensor(ids_of(model, text)[: window * windows]).view(windows, window)
    with torch.no_grad(), open(out, "w") as lines:
        for number, row in enumerate(ids):
            logits = network(row[None]).logits[0].double()
            scores = torch.log_softmax(logits, -1)[:-1].gather(1, row[1:, None])[:, 0]
            for position, value in enumerate(scores.tolist(), 1):
                lines.write(f"{number}\t{position}\t{row[position].item()}\t{value:.6f}\n")


def compare(ours, theirs):
    a, b = numpy.loadtxt(ours), numpy.loadtxt(theirs)
    assert (a[:, :3] == b[:, :3]).all(), "windows, positions or ids differ"
    difference = numpy.abs(a[:, 3] - b[:, 3])
    print(f"{len(a)} tokens: mean |difference| {difference.mean():.2e}, largest {difference.max():.2e}, "
          f"mean nll {-a[:, 3].mean():.6f} and {-b[:, 3].mean():.6f}")


if __name__ == "__main__":
    if sys.argv[1] == "score":
        score(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), sys.argv[6])
    else:
        compare(sys.argv[2], sys.argv[3])
