package dev.pare.core.tensor;

import java.util.Locale;
import java.util.Optional;

/**
 * How ggml encodes the weights of a GGUF file, under ggml's own names and numbers: plain floats, or
 * blocks of 32 or 256 consecutive weights of a row. {@link SmallBlocks} and {@link SuperBlocks}
 * give each block's bytes.
 */
public enum GgmlType {
  F32(0, DType.F32),
  F16(1, DType.F16),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  IQ4_NL(20, 32, 18),
  BF16(30, DType.BF16);

  private final int id;
  private final int blockSize;
  private final int blockBytes;
  private final Optional<DType> dense;

  GgmlType(int id, DType dense) {
    this.id = id;
    this.blockSize = 1;
    this.blockBytes = dense.byteSize();
    this.dense = Optional.of(dense);
  }

  GgmlType(int id, int blockSize, int blockBytes) {
    this.id = id;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
    this.dense = Optional.empty();
  }

  /** The type of a number that a GGUF file gives. */
  public static Optional<GgmlType> of(int id) {
    for (GgmlType type : values()) {
      if (type.id == id) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** ggml's number for it. */
  public int id() {
    return id;
  }

  /** Weights a block; 1 where they are plain floats. */
  public int blockSize() {
    return blockSize;
  }

  /** Bytes a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** The type of plain floats; absent where weights are in blocks. */
  public Optional<DType> dense() {
    return dense;
  }

  boolean isDense() {
    return dense.isPresent();
  }

  /** Whether rows of this shape are a whole number of blocks. */
  public boolean fits(Shape shape) {
    return shape.columns() % blockSize == 0;
  }

  /**
   * The bytes that a weight of this shape takes.
   *
   * @throws ArithmeticException if they are more than 63 bits count
   */
  public long byteSize(Shape shape) {
    return Math.multiplyExact(shape.size() / blockSize, (long) blockBytes);
  }

  /**
   * The weight that {@code data} is.
   *
   * @param data exactly {@link #byteSize} bytes
   */
  public WeightTensor weight(Shape shape, ByteSource data) {
    return dense.isPresent()
        ? new DenseTensor(dense.get(), shape, data)
        : new GgmlBlockTensor(this, shape, data);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
