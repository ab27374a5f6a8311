"""ARC, PIQA, OpenBookQA (LLM-Adapters' files), BLiMP and MMLU by lm-evaluation-harness's own model code, on the samples that a
result of `pare evaluate` names: log-likelihoods, acc and acc_norm beside ours.

    harness_tasks.py MODEL_FOLDER DATA_FOLDER RESULT.json [FIGURES.json]

MODEL_FOLDER is what transformers loads, with a tokenizer.json that splits as the model's own does: what transformers makes
of a GGUF vocabulary may not (SmolLM2 keeps digits apart; `pare export --format safetensors` writes the right one).
Questions are taken out of the files and put into the harness's prompts here, by other code than Pare's.
"""

import csv
import json
import re
import sys
from importlib.metadata import version

import numpy
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM


LETTERS = "ABCD"


def mmlu(data, name, number):
    """As the harness's mmlu_*: five questions of the subject with their answers, then the one asked."""

    def rows(path):
        """Line ends inside a field, \\r\\n in these files, are \\n to Pare."""
        text = open(f"{data}/{path}", encoding="utf-8", newline="").read().replace("\r\n", "\n")
        return list(csv.reader(text.splitlines(keepends=True)))

    def text(row):
        options = "".join(f"{letter}. {option}\n" for letter, option in zip(LETTERS, row[1:5]))
        return f"{row[0].strip()}\n{options}Answer:"

    subject = name.rsplit("/", 1)[1].removesuffix("_test.csv")
    shots = rows(name.replace("test", "dev"))[:5]
    asked = rows(name)[number - 1]
    header = f"The following are multiple choice questions (with answers) about {subject.replace('_', ' ')}.\n\n"
    return header + "".join(f"{text(s)} {s[5]}\n\n" for s in shots) + text(asked), LETTERS, LETTERS.index(asked[5])


def question(task, data, sample):
    """Context, options, index of the right one."""
    name, number = sample.split("#")
    if task == "mmlu":
        return mmlu(data, name, int(number))
    if task == "blimp":
        row = json.loads(open(f"{data}/{name}", encoding="utf-8").read().splitlines()[int(number) - 1])
        return "", [row["sentence_good"], row["sentence_bad"]], 0
    row = json.load(open(f"{data}/{name}", encoding="utf-8"))[int(number) - 1]
    text = re.search(r"question: (.*?)\s*Answer format: \S+$", row["instruction"], re.S).group(1)
    parts = re.split(r"\s*(?:Answer|Solution)\d:\s*", text)
    context = parts[0] if task == "openbookqa" else f"Question: {parts[0]}\nAnswer:"
    return context, parts[1:], int(row["answer"][-1]) - 1


def main(folder, data, result, out=None):
    figures = []
    model = HFLM(pretrained=folder, dtype="float32", device="cpu", batch_size=1)
    result = json.load(open(result, encoding="utf-8"))
    for task in result["details"]:
        worst, acc, norm = 0, [], []
        for sample in task["samples"]:
            context, options, right = question(task["task"], data, sample["id"])
            requests = [Instance("loglikelihood", {}, (context, " " + o), i) for i, o in enumerate(options)]
            values = numpy.array([v for v, _ in model.loglikelihood(requests, disable_tqdm=True)])
            difference = numpy.abs(values - sample["logProbabilities"]).max()
            if difference > 1e-3:
                print(f"  {sample['id']}: log-likelihoods differ by {difference:.4f}", flush=True)
            worst = max(worst, difference)
            acc.append(values.argmax() == right)
            norm.append((values / [len(o) for o in options]).argmax() == right)
        ours = {row["metric"]: row["value"] for row in result["tasks"] if row["task"] == task["task"]}
        print(f"{task['task']}: n {len(acc)}, largest difference of log-likelihoods {worst:.6f}", flush=True)
        figure = {"task": task["task"], "n": len(acc), "largestDifference": float(worst)}
        for metric, right in ("acc", acc), ("acc_norm", norm):
            if metric in ours:
                print(f"  {metric:9} harness {numpy.mean(right):.6f}  ours {ours[metric]:.6f}", flush=True)
                figure[metric] = {"harness": float(numpy.mean(right)), "pare": ours[metric]}
        figures.append(figure)
    if out:
        with open(out, "w", encoding="utf-8") as file:
            json.dump({"harness": version("lm_eval"), "transformers": version("transformers"), "torch": version("torch"),
                       "model": result["model"], "seed": result["seed"], "tasks": figures}, file, indent=2)


main(*sys.argv[1:])
