package dev.pare.core.tensor;

import java.util.Locale;
import java.util.Optional;

/** An element type as safetensors names it. */
public enum DType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E4M3(1),
  F8_E5M2(1),
  I16(2),
  U16(2),
  F16(2),
  BF16(2),
  I32(4),
  U32(4),
  F32(4),
  I64(8),
  U64(8),
  F64(8);

  private final int byteSize;

  DType(int byteSize) {
    this.byteSize = byteSize;
  }

  /** Bytes an element. */
  public int byteSize() {
    return byteSize;
  }

  /** Whether a {@link DenseTensor} can hold weights of this type: F32, F16 or BF16. */
  public boolean isWeight() {
    return this == F32 || this == F16 || this == BF16;
  }

  /** The type of a safetensors name such as {@code "BF16"}. */
  public static Optional<DType> named(String name) {
    for (DType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
