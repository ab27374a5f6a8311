"""Writes the golden files that SafetensorsGoldenTest reads, with the Python library.

    python oracles/safetensors_golden.py core/src/test/resources/dev/pare/core/safetensors

Element i of each tensor is i modulo 8 (BOOL: whether i is odd), which every type holds exactly.
Needs torch (for bf16 and the float8 types) and safetensors; made with safetensors 0.8.0.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save

TYPES = {
    "bool": torch.bool, "u8": torch.uint8, "i8": torch.int8, "e4m3": torch.float8_e4m3fn,
    "e5m2": torch.float8_e5m2, "i16": torch.int16, "u16": torch.uint16, "f16": torch.float16,
    "bf16": torch.bfloat16, "i32": torch.int32, "u32": torch.uint32, "f32": torch.float32,
    "i64": torch.int64, "u64": torch.uint64, "f64": torch.float64,
}


def counting(shape, dtype):
    count = torch.arange(torch.Size(shape).numel()) % 8
    return (count % 2 == 1 if dtype is torch.bool else count.to(dtype)).reshape(shape)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"layers.{name}": counting((3, 5), dtype) for name, dtype in TYPES.items()}
    tensors["scalar"] = counting((), torch.float32)
    tensors["empty"] = counting((4, 0, 2), torch.float16)
    tensors["häßlich 重み 😀"] = counting((2,), torch.float32)
    tensors["\ue000 private"] = counting((2,), torch.float32)
    tensors['quote " slash / back \\ tab \t escape \x1b delete \x7f'] = counting((2,), torch.float32)
    # One key only: the library leaves several in no order.
    (folder / "golden.safetensors").write_bytes(save(tensors, {"format": "pt \x01 ü"}))
    (folder / "plain.safetensors").write_bytes(save({"w": counting((7, 3), torch.bfloat16)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
