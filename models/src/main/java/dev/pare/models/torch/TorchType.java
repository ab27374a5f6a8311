package dev.pare.models.torch;

import dev.pare.core.tensor.DType;

/** An element type of a tensor. */
public enum TorchType {
  F32(6, 4),
  BF16(15, 2),
  F64(7, 8),
  I64(4, 8);

  private final int code;
  private final int byteSize;

  TorchType(int code, int byteSize) {
    this.code = code;
    this.byteSize = byteSize;
  }

  /** What TorchScript sources call {@code dtype}: c10's ScalarType. */
  public int code() {
    return code;
  }

  /** Bytes an element. */
  public int byteSize() {
    return byteSize;
  }

  /** The type of the same name in files. */
  public DType fileType() {
    return DType.valueOf(name());
  }
}
