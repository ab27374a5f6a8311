"""Writes what ggml loses on the rows that GgmlEncoderTest encodes, and the bytes of the plain types as checksums.

    python oracles/ggml_encoding.py LIBGGML_BASE quantize/src/test/resources/dev/pare/core/golden/ggml/encoding.txt

LIBGGML_BASE is llama.cpp's libggml-base.so. A line holds type, "plain" or "weighted" (with importance), kind of row, the
sum of importance * (w - decoded)^2, and for the types that are to be equal byte by byte the CRC-32 of their blocks. The rows
are made of additions, multiplications, divisions and square roots of SplitMix64's numbers in float64, which Java repeats bit
for bit.
"""

import ctypes
import sys
import zlib

import numpy as np

TYPES = {
    "Q4_0": (2, 32, 18), "Q4_1": (3, 32, 20), "Q5_0": (6, 32, 22), "Q5_1": (7, 32, 24), "Q8_0": (8, 32, 34),
    "Q2_K": (10, 256, 84), "Q3_K": (11, 256, 110), "Q4_K": (12, 256, 144), "Q5_K": (13, 256, 176),
    "Q6_K": (14, 256, 210), "IQ4_NL": (20, 32, 18),
}
PLAIN = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"]
KINDS = ["gauss", "heavy", "student", "uniform", "zero", "constant", "outlier", "tiny", "denormal", "large", "alternating",
         "offset", "sparse"]
ROWS, COLUMNS, DRAWS = 4, 512, 13


def uniform(index):
    """SplitMix64's finalizer of a counter, as a number in 0 ... 1."""
    with np.errstate(over="ignore"):
        z = index.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def rows(kind):
    first = KINDS.index(kind) * ROWS * COLUMNS * DRAWS + 1
    draws = uniform(first + np.arange(ROWS * COLUMNS * DRAWS)).reshape(ROWS, COLUMNS, DRAWS)
    g = np.full((ROWS, COLUMNS), -6.0)
    for i in range(12):
        g = g + draws[:, :, i]
    v = draws[:, :, 12]
    column = np.arange(COLUMNS)[None, :]
    made = {
        "gauss": lambda: g * 0.02,
        "heavy": lambda: g * g * g * 0.01,
        "student": lambda: g * 0.02 / np.sqrt(v + 0.01),
        "uniform": lambda: (v - 0.5) * 0.1,
        "zero": lambda: g * 0,
        "constant": lambda: g * 0 + 0.0317,
        "outlier": lambda: np.where(column % 256 == 100, 30.0, g * 0.02),
        "tiny": lambda: g * 1e-6,
        "denormal": lambda: g * 1e-41,
        "large": lambda: g * 1e4,
        "alternating": lambda: np.where(column % 2 == 0, 0.05, -0.05) + g * 0.001,
        "offset": lambda: g * 0.01 + 1,
        "sparse": lambda: np.where(v < 0.8, 0.0, g * 0.02),
    }
    return np.ascontiguousarray(made[kind]().astype(np.float32)) + np.float32(0)


def importance():
    u = uniform(1_000_000_000 + np.arange(COLUMNS))
    return np.where(np.arange(COLUMNS) % 97 == 0, 0, u * u * u * u * 10 + 0.01).astype(np.float32)


def pointer(array):
    return None if array is None else array.ctypes.data_as(ctypes.c_void_p)


def main(library, target):
    ggml = ctypes.CDLL(library)
    lines = []
    for name, (number, size, width) in TYPES.items():
        decode = getattr(ggml, "dequantize_row_" + ("iq4_nl" if name == "IQ4_NL" else name.replace("Q", "q")))
        for mode, weights in ("plain", None), ("weighted", importance()):
            for kind in KINDS:
                x = rows(kind)
                blocks = np.zeros(x.size // size * width, np.uint8)
                ggml.ggml_quantize_chunk(
                    ctypes.c_int(number), pointer(x), pointer(blocks), ctypes.c_int64(0), ctypes.c_int64(ROWS),
                    ctypes.c_int64(COLUMNS), pointer(weights))
                decoded = np.empty(x.shape, np.float32)
                decode(pointer(blocks), pointer(decoded), ctypes.c_int64(x.size))
                cost = 1.0 if weights is None else weights.astype(np.float64)[None, :]
                error = float(np.sum(cost * (x.astype(np.float64) - decoded) ** 2))
                exact = name == "Q8_0" or (mode == "plain" and name in PLAIN)
                same = [f"{zlib.crc32(blocks.tobytes()):08x}"] if exact and kind != "denormal" else []
                lines.append(" ".join([name, mode, kind, repr(error)] + same))
    with open(target, "w") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
