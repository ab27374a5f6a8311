"""Prints the numbers that NormalNumbersTest expects: the generator as its Javadoc has it, in Python's integers and floats.

    python oracles/fresh_golden.py
"""

import hashlib
import math

MASK = (1 << 64) - 1


def uniform(start, n):
    z = (start + n * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
    return ((z ^ z >> 31) >> 11) / 2**53


def normal(seed, name, index):
    start = int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:8], "big")
    k = index // 2
    r = math.sqrt(-2 * math.log(1 - uniform(start, 2 * k + 1)))
    a = 2 * math.pi * uniform(start, 2 * k + 2)
    return r * (math.sin(a) if index % 2 else math.cos(a))


for seed, name, first in [(1, "model.embed_tokens.weight", 0), (-7, "é", 2**33 + 1)]:
    print(seed, name, first, *(f"{normal(seed, name, first + i):.8g}" for i in range(5)))
