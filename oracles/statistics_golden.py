"""Writes the figures that GoldenStatisticsTest expects, from statsmodels, scipy and plain maximum likelihood.

    pip install -r oracles/requirements.txt scipy==1.17.1 statsmodels==0.15.0
    python oracles/statistics_golden.py evaluate/src/test/resources/dev/pare/evaluate/golden/statistics.json

The score intervals for pairs are in neither library. Here the likelihood under a difference or a ratio is maximised by
search, where Pare has closed forms, and the score statistic is the plain normal test with that variance.
"""

import json
import sys

import numpy as np
from scipy import stats
from scipy.optimize import brentq, minimize_scalar
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

Z = stats.norm.ppf(0.975)
# both, model only, baseline only, neither
TABLES = [
    (43, 5, 9, 43), (50, 0, 0, 50), (96, 1, 3, 0), (10, 0, 4, 6), (0, 7, 2, 11), (300, 21, 60, 619),
    (1, 0, 8, 1), (2000, 150, 190, 1660), (5, 5, 0, 10), (0, 0, 12, 8),
]


def log_times(count, p):
    return 0.0 if count == 0 else count * np.log(max(p, 1e-300))


def likeliest(log_likelihood, low, high):
    found = minimize_scalar(lambda p: -log_likelihood(p), bounds=(low, high), method="bounded", options={"xatol": 1e-13})
    return max((low, found.x, high), key=log_likelihood)


def difference_statistic(table, delta):
    both, x1, x2, neither = table
    n = sum(table)

    def log_likelihood(p2):
        return log_times(x1, p2 + delta) + log_times(x2, p2) + log_times(both + neither, 1 - 2 * p2 - delta)

    p2 = likeliest(log_likelihood, max(0, -delta), (1 - delta) / 2)
    variance = 2 * p2 + delta - delta**2
    distance = x1 - x2 - n * delta
    return distance / np.sqrt(n * variance) if distance else 0.0


def ratio_statistic(table, ratio):
    both, x1, x2, neither = table
    n = sum(table)
    right = 1 - neither / n

    def cells(p2):
        p11 = (right - p2 * (1 + ratio)) / ratio
        return p11, right - p2 - p11

    def log_likelihood(p2):
        p11, p1 = cells(p2)
        return log_times(both, p11) + log_times(x1, p1) + log_times(x2, p2)

    low = max(0, right * (1 - ratio))  # p1 >= 0 and p11 >= 0
    p2 = likeliest(log_likelihood, low, right / (1 + ratio))
    p11, p1 = cells(p2)
    variance = (1 - ratio) ** 2 * p11 + p1 + ratio**2 * p2
    distance = (both + x1) - ratio * (both + x2)
    return distance / np.sqrt(n * variance) if distance else 0.0


def interval(statistic, table, low, middle, high):
    ends = []
    for level, a, b in ((Z, low, middle), (-Z, middle, high)):
        if abs(b - a) < 1e-5:
            ends.append(b if level > 0 else a)
        else:
            ends.append(brentq(lambda v: statistic(table, v) - level, a, b, xtol=1e-13))
    return ends


def pairs():
    for table in TABLES:
        both, x1, x2, neither = table
        n = sum(table)
        difference = (x1 - x2) / n
        model, baseline = (both + x1) / n, (both + x2) / n
        ratio = model / baseline if baseline else float("nan")
        exact = mcnemar([[both, x1], [x2, neither]], exact=True).pvalue
        point = stats.binom.pmf(min(x1, x2), x1 + x2, 0.5)
        row = {
            "table": list(table),
            "difference": interval(difference_statistic, table, -1 + 1e-9, difference, 1 - 1e-9),
            "midP": 1.0 if x1 == x2 else exact - point,
        }
        if baseline and model:
            low = 1e-4 if difference else ratio * 1e-2
            row["ratio"] = interval(ratio_statistic, table, low, ratio, 1e4)
            row["ratioPValue"] = 2 * stats.norm.sf(abs(ratio_statistic(table, 0.95)))
        yield row


def drawn():
    """Scores such as F1 gives: many 0, some 1, the rest between; rounded, so that the file says all."""
    random = np.random.default_rng(4)
    baseline = np.where(random.random(60) < 0.3, 0, np.where(random.random(60) < 0.3, 1, random.beta(2, 2, 60)))
    model = np.clip(baseline + random.normal(-0.04, 0.15, 60) * (random.random(60) < 0.7), 0, 1)
    baseline, model = baseline.round(3), model.round(3)

    def bca(statistic, *data):
        found = stats.bootstrap(
            data, statistic, paired=len(data) > 1, vectorized=True, n_resamples=200_000, batch=2000,
            method="BCa", random_state=np.random.default_rng(1),
        ).confidence_interval
        return [float(found.low), float(found.high)]

    def flips(data, **options):
        return float(
            stats.permutation_test(
                (data,), lambda x, axis: x.mean(axis=axis), permutation_type="samples", vectorized=True, **options
            ).pvalue
        )

    small = np.array([0.4, -0.1, 0.25, 0.3, 0.0, 0.05, 0.6, -0.2, 0.1])
    return {
        "baseline": baseline.tolist(),
        "model": model.tolist(),
        "mean": bca(lambda x, axis: x.mean(axis=axis), model),
        "difference": bca(lambda x, axis: x.mean(axis=axis), model - baseline),
        "ratio": bca(lambda x, y, axis: x.mean(axis=axis) / y.mean(axis=axis), model, baseline),
        "pValue": flips(model - baseline, n_resamples=200_000, batch=2000, random_state=np.random.default_rng(2)),
        "few": small.tolist(),
        "fewPValue": flips(small, n_resamples=np.inf),
    }


def trends():
    """The score test of a dose in a binomial model without it: Cochran's and Armitage's."""
    for counts in [[(40, 200), (30, 210), (12, 190)], [(3, 5), (0, 9), (1, 4)], [(10, 100), (11, 100), (35, 300)]]:
        dose = np.repeat([0.0, 1.0, 2.0], [n for _, n in counts])
        outcome = np.concatenate([np.repeat([1.0, 0.0], [x, n - x]) for x, n in counts])
        fit = GLM(outcome, np.ones((len(outcome), 1)), family=Binomial()).fit()
        chi2, p = fit.score_test(exog_extra=dose[:, None])
        yield {"counts": counts, "chi2": float(np.ravel(chi2)[0]), "pValue": float(np.ravel(p)[0])}


def main(target):
    wilson = [
        {"x": x, "n": n, "interval": list(map(float, proportion_confint(x, n, method="wilson")))}
        for x, n in [(0, 1), (1, 1), (0, 50), (1, 50), (25, 50), (50, 50), (137, 1000), (9990, 10000)]
    ]
    p = [0.04, 0.001, 0.3, 0.04, 0.012, 0.9, 0.0004]
    golden = {
        "wilson": wilson,
        "pairs": list(pairs()),
        "drawn": drawn(),
        "trends": list(trends()),
        "holm": {"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()},
    }
    with open(target, "w") as out:
        json.dump(golden, out, indent=0, default=float)


main(*sys.argv[1:])
