"""Writes the scores that GoldenMetricsTest expects: ROUGE-L by rouge_score, TriviaQA's and SQuAD's by the rules of
their papers' scripts, written anew.

    pip install rouge_score==0.1.2
    python oracles/metric_golden.py evaluate/src/test/resources/dev/pare/evaluate/golden/metrics.json

Answers and references are drawn from a small vocabulary of words, articles, punctuation, numbers and curly quotes (these
for TriviaQA alone: SQuAD's script keeps them, Pare does not). Where a script makes an empty string of a text, Pare
differs on purpose, and the pair is left out.
"""

import json
import random
import string
import sys
from collections import Counter

from rouge_score import rouge_scorer

WORDS = (
    "the a an The A cat sat on mat Paris Ohio river U.S. rock-n-roll AC/DC 3.5 1,000 1912 don't O'Brien snake_case "
    "café naïve (born) \"quoted\" end. what? yes, no; well -- and&or $5 50% C++ #1 theme another antenna ÉCOLE ß"
).split()
CURLY = ["‘single’", "don’t", "it´s", "`code`"]


def trivia_qa(text):
    punctuation = set(string.punctuation) | set("‘’´`")
    spaced = "".join(" " if c in punctuation else c for c in text.lower())
    return [word for word in spaced.split() if word not in ("a", "an", "the")]


def squad(text):
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    return [word for word in bare.split() if word not in ("a", "an", "the")]


def f1(given, expected):
    shared = sum((Counter(given) & Counter(expected)).values())
    if shared == 0:
        return 0.0
    precision, recall = shared / len(given), shared / len(expected)
    return 2 * precision * recall / (precision + recall)


def text(random_, words, longest):
    joined = " ".join(random_.choice(words) for _ in range(random_.randint(1, longest)))
    return joined if random_.random() < 0.8 else joined.replace(" ", random_.choice(["  ", "\n", " \t"]))


def near(random_, source, words):
    """The reference with a word dropped, changed, doubled or in another case; or something else."""
    parts = source.split()
    for _ in range(random_.randint(0, 2)):
        at = random_.randrange(len(parts))
        parts[at] = random_.choice([parts[at].upper(), parts[at] + ",", random_.choice(words), "the " + parts[at], ""])
    return " ".join(parts)


def question_case(random_, normal_form, words):
    references = [text(random_, words, 5) for _ in range(random_.randint(1, 3))]
    answer = near(random_, random_.choice(references), words)
    expected = [normal_form(r) for r in references]
    given = normal_form(answer)
    if not given or not all(expected):
        return None
    return {
        "answer": answer,
        "references": references,
        "exact": float(given in expected),
        "f1": max(f1(given, r) for r in expected),
    }


def rouge_case(random_):
    scorer = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=False)
    words = WORDS + CURLY
    references = [text(random_, words, 25) for _ in range(random_.randint(1, 2))]
    answer = near(random_, random_.choice(references), words) if random_.random() < 0.7 else text(random_, words, 25)
    return {
        "answer": answer,
        "references": references,
        "rougeL": scorer.score_multi(references, answer)["rougeL"].fmeasure,
    }


def cases(make, count, seed):
    random_ = random.Random(seed)
    found = []
    while len(found) < count:
        case = make(random_)
        if case:
            found.append(case)
    return found


def main(target):
    golden = {
        "triviaQa": cases(lambda r: question_case(r, trivia_qa, WORDS + CURLY), 150, 1),
        "squad": cases(lambda r: question_case(r, squad, WORDS), 150, 2),
        "rougeL": cases(rouge_case, 80, 3),
    }
    with open(target, "w", encoding="utf-8") as out:
        json.dump(golden, out, indent=0, ensure_ascii=False)


main(*sys.argv[1:])
