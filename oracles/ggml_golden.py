"""Writes the blocks that GgmlBlockTensorTest decodes, with the float32 values that ggml decodes them to.

    pip install -r oracles/requirements.txt gguf
    python oracles/ggml_golden.py LIBGGML_BASE core/src/test/resources/dev/pare/core/golden/ggml/blocks.safetensors [BLOCKS]

LIBGGML_BASE is llama.cpp's libggml-base.so. TYPE.blocks holds random bytes, TYPE.decoded what dequantize_row_TYPE
makes of them, checked against gguf-py. The float16 scales, random too, are replaced in the first blocks: the largest
numbers, the smallest subnormals, both zeros; none is infinite or NaN, which numpy warns about.
"""

import ctypes
import sys

import numpy as np
from gguf import GGMLQuantizationType, quants
from safetensors.numpy import save_file

# where each type keeps its float16 scales
SCALES = {
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "IQ4_NL": [0],
    "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}
FUNCTIONS = {"IQ4_NL": "iq4_nl"}
EXTREMES = [(0x7BFF, 0xFBFF), (0x8001, 0x0001), (0x8000, 0x0000), (0x03FF, 0x8400)]


def blocks(name, count, random):
    size, width = quants.GGML_QUANT_SIZES[GGMLQuantizationType[name]]
    stored = random.integers(0, 256, (count, width), dtype=np.uint8)
    for place, at in enumerate(SCALES[name]):
        scales = random.normal(0, 0.05, count).astype(np.float16).view(np.uint16)
        for i, pair in enumerate(EXTREMES[: count - 1]):
            scales[i] = pair[place]
        stored[:, at : at + 2] = scales.view(np.uint8).reshape(count, 2)
    return size, stored


def main(library, target, count=None):
    ggml = ctypes.CDLL(library)
    random = np.random.default_rng(20)
    tensors = {}
    for name in SCALES:
        small = quants.GGML_QUANT_SIZES[GGMLQuantizationType[name]][0] == 32
        size, stored = blocks(name, int(count or (10 if small else 5)), random)
        decoded = np.empty(len(stored) * size, np.float32)
        decode = getattr(ggml, "dequantize_row_" + FUNCTIONS.get(name, name.replace("Q", "q")))
        decode(stored.ctypes.data_as(ctypes.c_void_p), decoded.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(decoded.size))
        python = quants.dequantize(stored, GGMLQuantizationType[name]).reshape(-1)
        different = np.count_nonzero(decoded.view(np.uint32) != python.view(np.uint32))
        print(f"{name}: {decoded.size} weights, gguf-py differs in the bits of {different}")
        assert np.array_equal(decoded, python) and np.isfinite(decoded).all()
        tensors[name + ".blocks"] = stored
        tensors[name + ".decoded"] = decoded
    save_file(tensors, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
