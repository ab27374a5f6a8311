"""Writes the least cost of one-dimensional k-means for the values that ExactKMeansTest clusters.

    pip install kmeans1d==0.5.0
    python oracles/kmeans_golden.py cluster/src/test/resources/dev/pare/core/golden/kmeans/costs.txt

A line holds kind of values, "plain" or "weighted", k, and the cost. The cost is the minimum over all partitions into
intervals, from a table of every interval's cost in extended precision: a double loop that knows of no monotone splits and
no differences of sums. Where all count alike, kmeans1d (Apache-2.0) must find the same. Values are float32, made of
additions, multiplications and divisions of SplitMix64's numbers in float64, which Java repeats bit for bit.
"""

import sys

import kmeans1d
import numpy as np

KINDS = ["gauss", "heavy", "uniform", "repeated", "outlier", "offset", "two"]
COUNT, DRAWS = 700, 14
CENTRES = [1, 2, 3, 4, 8, 16, 32, 64, 128, 256]


def uniform(index):
    """SplitMix64's finalizer of a counter, as a number in 0 ... 1."""
    with np.errstate(over="ignore"):
        z = index.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def draws(kind):
    """Values and importance, one of each a weight."""
    first = KINDS.index(kind) * COUNT * DRAWS + 1
    u = uniform(first + np.arange(COUNT * DRAWS)).reshape(COUNT, DRAWS)
    g = np.full(COUNT, -6.0)
    for i in range(12):
        g = g + u[:, i]
    v = u[:, 12]
    values = {
        "gauss": g * 0.02,
        "heavy": g * g * g * 0.01,
        "uniform": (v - 0.5) * 0.1,
        "repeated": np.rint(g * 20) / 64,
        "outlier": np.where(np.arange(COUNT) % 256 == 100, 3000.0, g * 0.02),
        "offset": g * 0.01 + 100,
        "two": np.where(v < 0.3, -0.5, 0.25),
    }[kind]
    importance = u[:, 13] * u[:, 13] * u[:, 13] * u[:, 13] * 10
    return values.astype(np.float32), importance.astype(np.float32)


def interval_costs(v, a):
    """[i, j]: what the values i ... j lose in one cluster, by adding one value after the other."""
    n = len(v)
    costs = np.full((n, n), np.inf, dtype=np.longdouble)
    for i in range(n):
        weight = mean = cost = np.longdouble(0)
        for j in range(i, n):
            weight += a[j]
            step = v[j] - mean
            mean += step * a[j] / weight
            cost += a[j] * step * (v[j] - mean)
            costs[i, j] = cost
    return costs


def least_costs(values, importance):
    v, where = np.unique(values.astype(np.longdouble), return_inverse=True)
    a = np.zeros(len(v), dtype=np.longdouble)
    np.add.at(a, where, importance.astype(np.longdouble))
    costs = interval_costs(v, a)
    least = costs[0].copy()
    found = {1: least[-1]}
    for k in range(2, max(CENTRES) + 1):
        shorter, least = least, least.copy()
        for end in range(1, len(v)):
            least[end] = min(least[end], (shorter[:end] + costs[1:end + 1, end]).min())
        found[k] = least[-1]
    return found


def main(target):
    lines = []
    for kind in KINDS:
        values, importance = draws(kind)
        for name, weights in (("plain", np.ones(COUNT, dtype=np.float32)), ("weighted", importance)):
            found = least_costs(values, weights)
            for k in CENTRES:
                lines.append(f"{kind} {name} {k} {float(found[k])!r}")
                if name == "plain" and k <= len(np.unique(values)):
                    theirs = kmeans1d.cluster(values.tolist(), k)
                    centres = np.array(theirs.centroids)[theirs.clusters]
                    cost = ((values.astype(np.float64) - centres) ** 2).sum()
                    energy = ((values - values.mean(dtype=np.float64)) ** 2).sum()
                    assert abs(cost - found[k]) <= 1e-6 * found[k] + 1e-13 * energy, (kind, k, cost, found[k])
    with open(target, "w") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
