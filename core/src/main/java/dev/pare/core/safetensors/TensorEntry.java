package dev.pare.core.safetensors;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;

/** One tensor of a safetensors file: what it is, not where. */
public record TensorEntry(String name, DType type, Shape shape) {
  /**
   * @throws ArithmeticException if that is 2^63 or more
   */
  public long byteSize() {
    return Math.multiplyExact(shape.size(), (long) type.byteSize());
  }
}
