"""docs/format.md in numpy: reads a packed weight, and rounds a dense one to nearest. Used by the checks."""

import numpy as np
import torch


def unpack(words, count, bits):
    """Rows of int32 words to rows of signed codes: code i at bits i*b ... i*b + b - 1, the rest zero."""
    stream = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little")
    assert not stream[:, count * bits :].any(), "a row's last word is filled up with ones"
    codes = stream[:, : count * bits].reshape(len(words), count, bits) @ (1 << np.arange(bits))
    return codes - (1 << bits - 1)


def spread(values, args, rows, columns):
    """One value a weight, from [1] of a tensor, [rows, 1] of channels, [rows, groups]."""
    if args.strategy != "group":
        return np.broadcast_to(values, (rows, columns))
    return np.repeat(values, args.group_size, axis=1)[:, :columns]


def stored(parts, args):
    """Codes, zero points ([rows, columns]) and scales (as stored), by docs/format.md alone."""
    rows, columns = parts["weight_shape"].tolist()
    codes = unpack(parts["weight_packed"].numpy(), columns, args.num_bits)
    zero_points = np.zeros(1, np.int64)
    if not args.symmetric:
        zero_points = parts["weight_zero_point"].numpy()
        if args.strategy != "tensor":
            zero_points = unpack(zero_points.T, rows, args.num_bits).T
        zero_points = spread(zero_points, args, rows, columns).astype(np.int64)
    return codes, zero_points


def expected(dense, args):
    """What round-to-nearest makes of a dense weight: codes, zero points, scales in the weight's type."""
    w = dense.double().numpy()
    low, top = -(1 << args.num_bits - 1), (1 << args.num_bits - 1) - 1
    step = {"tensor": w.size, "channel": w.shape[1], "group": args.group_size}[args.strategy]
    flat = w.reshape(1, -1) if args.strategy == "tensor" else w
    starts = range(0, flat.shape[1], step)
    lo = np.stack([np.minimum(flat[:, i : i + step].min(1), 0) for i in starts], 1)
    hi = np.stack([np.maximum(flat[:, i : i + step].max(1), 0) for i in starts], 1)
    zeros = lo == hi
    lo, hi = np.where(zeros, -1, lo), np.where(zeros, 1, hi)
    exact = np.maximum(-lo, hi) / top if args.symmetric else (hi - lo) / (top - low)
    scales = torch.from_numpy(exact).float().to(dense.dtype)
    scales[scales == 0] = 1
    zero_points = np.zeros(1, np.int64)
    if not args.symmetric:
        zero_points = np.clip(low - np.rint(lo / scales.double().numpy()), low, top)
        zero_points = spread(zero_points, args, *w.shape).astype(np.int64)
    divisor = spread(scales.float().numpy(), args, *w.shape)
    rounded = np.rint(w.astype(np.float32) / divisor)  # the quotient in float32
    codes = np.clip(rounded + zero_points, low, top).astype(np.int64)
    return codes, zero_points, scales.reshape(-1) if args.strategy == "tensor" else scales
