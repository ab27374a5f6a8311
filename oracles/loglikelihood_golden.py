"""Log-likelihoods of 50 continuations by lm-evaluation-harness (0.4.13, through transformers in float32), which makes
its tokens from texts by itself: what `pare evaluate` is held against.

    loglikelihood_golden.py MODEL_FOLDER > cli/src/test/resources/dev/pare/cli/golden/loglikelihoods.json

The model is shared/models/stories260K. Contexts end with and without spaces, are empty, and continue mid-word.
"""

import json
import sys

from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM
from transformers import PreTrainedTokenizerFast

CONTEXTS = {
    "Once upon a time, there was a": [" little girl", " big dog named Max", " moon", " quantum field", " xylophone"],
    "Lily and Tom went to the park. They saw a big tree. Tom wanted to ": [
        "climb it.", "eat it!", "go home and sleep", "\nThe end", "run"],
    "": ["Once upon a time", "The cat are hungry.", "The cat is hungry.", " They like to play.", "Zx9#"],
    "Question: What did the bird do?\nAnswer:": [" It sang.", " It fly.", " sang a song", " A", " B"],
    "She was so happ": ["ily ever after", "y and smiled.", "ier", " dog", "iness is good"],
    "The end.\n\n": ["Once", "Tim had a toy car.", " Tim", "\nTim", "The end."],
    "  A ball  ": ["rolled", " rolled away", "is red", "was", "."],
    "\"Can I play?\" asked Ben. \"Yes,\" said": [" his mom.", " Mom", " the the the", "?", " Sara. \"Let's play!\""],
    "Caf\u00e9 na\u00efve \u2014": [" \u00e9t\u00e9", " ol\u00e9!", " \u4f60\u597d", " \U0001f600", " yes"],
    "One day, a little boy named Tim went to the park with his mom. He saw a big red ball and a dog. Tim": [
        " wanted to play with the ball.", " was sad", " ran to", " said, \"Mom, can I have it?\"", " Tim Tim Tim"],
}


def main(folder):
    # tokenizer.json as it stands: transformers' LlamaTokenizer puts a pre-tokenizer of its own in place of the file's
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=folder + "/tokenizer.json", bos_token="<s>", eos_token="</s>")
    model = HFLM(pretrained=folder, tokenizer=tokenizer, dtype="float32", device="cpu", add_bos_token=True,
                 batch_size=1)
    cases = []
    for context, continuations in CONTEXTS.items():
        requests = [Instance("loglikelihood", {}, (context, c), i) for i, c in enumerate(continuations)]
        results = model.loglikelihood(requests, disable_tqdm=True)
        cases.append({
            "context": context,
            "continuations": continuations,
            "logLikelihoods": [round(float(value), 6) for value, _ in results],
            "greedy": [bool(greedy) for _, greedy in results],
        })
    json.dump({"cases": cases}, sys.stdout, indent=1)
    print()


main(sys.argv[1])
