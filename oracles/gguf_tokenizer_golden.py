"""Writes the vocabularies and token ids that GgufTokenizerGoldenTest reads: what llama.cpp makes of random texts.

    pip install -r oracles/requirements.txt gguf tokenizers
    python oracles/gguf_tokenizer_golden.py LLAMA_CPP core/src/test/resources/dev/pare/core/golden/gguf/tokenizers.json

LLAMA_CPP is its checkout, built. Each vocabulary is small and random, with merges that reach across words, so that the
ids show how a pre-tokenizer cuts. Where llama.cpp only comes near to the models' own pattern (APPROXIMATED), the ids are
those of Hugging Face's tokenizers. The file holds each as GGUF's metadata, and for each name of a pre-tokenizer (for
"llama": with and without a space before the text) the ids that llama-tokenize gives for the texts.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import gguf
from tokenizers import AddedToken, Regex, Tokenizer, models, pre_tokenizers, trainers

PRE = ("gpt-2 mpt smollm command-r llama-bpe dbrx qwen2 stablelm2 qwen35 tekken gpt-4o seed-coder falcon default bloom "
       "viking deepseek-coder deepseek-llm deepseek-v3").split()
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
FIRST, LAST = r"[^\r\n\p{L}\p{N}]?", r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
SUFFIX = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
APPROXIMATED = {  # the patterns, and whether merges are ignored
    "tekken": (f"{FIRST}{UPPER}*{LOWER}+|{FIRST}{UPPER}+{LOWER}*|\\p{{N}}{LAST}", True),
    "gpt-4o": (f"{FIRST}{UPPER}*{LOWER}+{SUFFIX}|{FIRST}{UPPER}+{LOWER}*{SUFFIX}|\\p{{N}}{{1,3}}{LAST}", False),
}
ODD = ["  ", "    ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "'s", "'LL", "'re", "'t", "3", "42", "12345", "2026",
       "½", "٣٤", "é", "ÀÉ", "ñandú", "Слово", "слово", "中文字", "日本語", "かな", "カナ", "한국어", "हिन्दी", "កាន់តែ",
       "ǅ", "ʰ", "ª", "…", "。", "،", "!?", "...", "($)", "a/b", "//", "+=", "<s>", "</s>", "<|x|>", "<user>", "🦙", "👩‍🚀",
       "_", "^~`", "CamelCase", "UPPER", "x1y2", "don't", "I'VE", "\u2581", "<0x0A>", "[PAD3]"]
WORDS = "the of and to in a was on for with at by he it as is his from Once upon time there little girl name".split()


def text(rng):
    parts = []
    for _ in range(rng.randint(2, 7)):
        parts.append(rng.choice(ODD if rng.random() < 0.6 else WORDS) + (" " if rng.random() < 0.5 else ""))
    return "".join(parts)


def byte_level(rng):
    """Trained on whole texts, so that tokens reach across words."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    trainer = trainers.BpeTrainer(vocab_size=800, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                                  show_progress=False)
    tokenizer.train_from_iterator([text(rng).replace("<", " ") for _ in range(3000)], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    # a word that ignore_merges finds whole
    tokens += ["Ġwhole", "<s>", "</s>", "<|x|>", "<user>"]
    types = [1] * (len(tokens) - 4) + [3, 3, 3, 4]
    return {"tokens": tokens, "token_type": types, "merges": [" ".join(m) for m in model["merges"]],
            "bos_token_id": len(tokens) - 4, "eos_token_id": len(tokens) - 3}


def sentence_piece(rng):
    """Random scores: what makes a token is merged in their order."""
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]
    types = [2, 3, 3] + [6] * 256
    pieces = set("▁abcdefghijklmnopqrstuvwxyzé中0123456789<>[")
    while len(pieces) < 400:
        word = text(rng).replace(" ", "▁")
        start = rng.randrange(len(word))
        for end in range(start + 1, min(len(word), start + rng.randint(2, 7)) + 1):
            pieces.add(word[start:end])
    added = ["<|x|>", "<user>", "  "]
    pieces |= {character for piece in pieces for character in piece}
    pieces = sorted(pieces - set(tokens + added))
    tokens += pieces + added
    types += [1] * len(pieces) + [3, 4, 4]
    scores = [0.0] * 259 + [-float(s) for s in rng.sample(range(5 * len(pieces)), len(pieces))] + [-1000.0] * 3
    return {"tokens": tokens, "token_type": types, "scores": scores, "bos_token_id": 1, "eos_token_id": 2,
            "unknown_token_id": 0}


def write(target, model, vocabulary, keys):
    writer = gguf.GGUFWriter(target, "llama")
    for key in ("context_length", "embedding_length", "block_count", "feed_forward_length", "head_count"):
        getattr(writer, "add_" + key)(4)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model(model)
    writer.add_token_list(vocabulary["tokens"])
    writer.add_token_types(vocabulary["token_type"])
    if "scores" in vocabulary:
        writer.add_token_scores(vocabulary["scores"])
    if "merges" in vocabulary:
        writer.add_token_merges(vocabulary["merges"])
    for key in ("bos_token_id", "eos_token_id"):
        writer.add_uint32("tokenizer.ggml." + key, vocabulary[key])
    for key, value in keys.items():
        (writer.add_bool if isinstance(value, bool) else writer.add_string)("tokenizer.ggml." + key, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def ids(llama_cpp, model, texts, folder):
    given = []
    for sample in texts:
        file = Path(folder, "text")
        file.write_bytes(sample.encode())
        run = subprocess.run([llama_cpp / "build/bin/llama-tokenize", "-m", model, "-f", file, "--ids", "--no-escape",
                              "--log-disable"], capture_output=True, text=True, check=True)
        given.append(json.loads(run.stdout.strip().splitlines()[-1]))
    return given


def approximated(name, vocabulary, texts):
    pattern, ignore_merges = APPROXIMATED[name]
    merges = [tuple(merge.split(" ")) for merge in vocabulary["merges"]]
    ids = {token: i for i, token in enumerate(vocabulary["tokens"])}
    tokenizer = Tokenizer(models.BPE(ids, merges, ignore_merges=ignore_merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.add_tokens([AddedToken(token, normalized=False, special=kind == 3)
                          for token, kind in zip(vocabulary["tokens"], vocabulary["token_type"]) if kind != 1])
    start = [vocabulary["bos_token_id"]] if ignore_merges else []
    return [start + tokenizer.encode(sample).ids for sample in texts]


def main(llama_cpp, target):
    rng = random.Random(7)
    texts = [text(rng) for _ in range(60)] + [" whole", "<s>a</s>  b<|x|> c<user>d", "    ", "  x"]
    cases = [("gpt2", {"pre": pre}) for pre in PRE]
    cases += [("llama", {}), ("llama", {"add_space_prefix": False, "add_eos_token": True})]
    vocabularies = {"gpt2": byte_level(rng), "llama": sentence_piece(rng)}
    golden = {"texts": texts, "vocabularies": vocabularies, "cases": []}
    with tempfile.TemporaryDirectory() as folder:
        for model, keys in cases:
            file = Path(folder, "vocabulary.gguf")
            write(file, model, vocabularies[model], keys)
            given = ids(llama_cpp, file, texts, folder)
            if keys.get("pre") in APPROXIMATED:
                given = approximated(keys["pre"], vocabularies[model], texts)
            golden["cases"].append({"model": model, "keys": keys, "ids": given})
    target.write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")


main(Path(sys.argv[1]), Path(sys.argv[2]))
