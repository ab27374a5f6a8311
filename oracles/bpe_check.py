"""Learns a vocabulary as Hugging Face's tokenizers does and compares it with one that Pare learned of the same text.

    pip install tokenizers
    python oracles/bpe_check.py FOLDER TEXT MIN_FREQUENCY

FOLDER holds Pare's tokenizer.json; every line of TEXT is a document without its line end.
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers, trainers


def main(folder, text, min_frequency):
    ours = json.loads(Path(folder, "tokenizer.json").read_text())
    special = [token["content"] for token in ours["added_tokens"]]
    vocabulary = ours["model"]["vocab"]
    first = special[0] in vocabulary
    empty = json.loads(Tokenizer(models.BPE()).to_str())
    for part in ("normalizer", "pre_tokenizer", "decoder"):
        empty[part] = ours[part]
    theirs = Tokenizer.from_str(json.dumps(empty))
    trainer = trainers.BpeTrainer(
        vocab_size=len(vocabulary), min_frequency=min_frequency, special_tokens=special if first else [],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    with open(text, newline="\n") as lines:
        theirs.train_from_iterator((line.rstrip("\n") for line in lines), trainer)
    model = json.loads(theirs.to_str())["model"]
    assert model["merges"] == ours["model"]["merges"], "other merges"
    assert model["vocab"] == vocabulary, "another vocabulary"
    print(f"{len(vocabulary)} tokens, {len(model['merges'])} merges: the same")


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
