"""Writes the vocabularies that BpeGoldenTest compares with: what Hugging Face's tokenizers learns of random texts.

    pip install tokenizers
    python oracles/bpe_golden.py train/src/test/resources/dev/pare/train/golden/bpe.json

Each case has settings as Pare reads them, the tokens in the order of their ids, the merges, and the ids of the samples.
The pre-tokenizers are written as the models' own files have them.
"""

import json
import random
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

END, PAD = "<|endoftext|>", "<|pad|>"
BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
GPT2 = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{DIGITS}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
CUTS = {
    "gpt-2": GPT2,
    "smollm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), GPT2]),
    "llama-bpe": pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(LLAMA3.replace("{DIGITS}", "{1,3}")), "isolated"), BYTES]),
    "qwen2": pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(LLAMA3.replace("{DIGITS}", "")), "isolated"), BYTES]),
}
STEMS = ("walk talk play turn look call open start lake stone river cloud light night kettle garden letter window "
         "number capital border minister painter country element silver carbon").split()
ENDINGS = ["", "", "s", "ed", "ing", "er", "ers", "'s", "ly"]
ODD = ["1869", "42", "3.14", "7", "2026-11-23", "é", "e\u0301t\u0301e\u0301", "naïve", "Слово", "日本語", "हिन्दी", "🦙🦙",
       "--", "----", "...", "!?", "(x)", "a_b", "\t", "\n", "\r\n", "  ", "   ", "I'VE", "we'll", "aaaaaaa", "abababab", END]


def text(rng, parts, odd):
    return "".join(
        rng.choice(ODD) + rng.choice(["", " "]) if rng.random() < odd
        else rng.choice(STEMS).title() + " " if rng.random() < 0.1
        else rng.choice(STEMS) + rng.choice(ENDINGS) + rng.choice([" ", " ", " ", ", ", ". ", "\n"])
        for _ in range(parts))


def learn(texts, samples, size, minimum, words, special, first):
    tokenizer = Tokenizer(models.BPE(ignore_merges=words == "llama-bpe"))
    tokenizer.normalizer = normalizers.NFC() if words == "qwen2" else None
    tokenizer.pre_tokenizer = CUTS[words]
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size if first else size - len(special), min_frequency=minimum, special_tokens=special if first else [],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = tokenizer.get_vocab(with_added_tokens=True)
    return {"vocabularySize": size, "minFrequency": minimum, "words": words, "specialTokens": special,
            "specialTokensFirst": first, "tokens": sorted(vocabulary, key=vocabulary.get),
            "merges": [" ".join(pair) for pair in model["merges"]],
            "ids": [tokenizer.encode(sample).ids for sample in samples]}


def main(target):
    rng = random.Random(5)
    texts = [text(rng, rng.randint(3, 30), 0.15) for _ in range(120)]
    runs = ["".join(rng.choice(["a", "a", "b", "ab"]) for _ in range(rng.randint(1, 50))) for _ in range(40)]
    samples = [text(rng, rng.randint(1, 9), 0.4) for _ in range(40)] + ["", " ", runs[0] + END + runs[1], "\u0001\u00ad"]
    cases = [
        (texts, 600, 2, "gpt-2", [END], True), (texts, 420, 1, "smollm", [END, PAD], False),
        (texts, 500, 3, "llama-bpe", [PAD, END], False), (texts, 450, 2, "qwen2", [END, PAD], True),
        (texts, 4096, 5, "gpt-2", [END], True), (runs, 700, 1, "gpt-2", [END], True), (texts, 257, 2, "gpt-2", [END], True)]
    golden = {"texts": texts, "runs": runs, "samples": samples, "cases": []}
    for which, *settings in cases:
        golden["cases"].append({"of": "runs" if which is runs else "texts", **learn(which, samples, *settings)})
    target.write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")) + "\n")


main(Path(sys.argv[1]))
