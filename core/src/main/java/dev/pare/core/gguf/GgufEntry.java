package dev.pare.core.gguf;

import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Shape;

/**
 * One tensor of a file.
 *
 * @param shape outermost dimension first, the reverse of what the file says
 */
public record GgufEntry(String name, GgmlType type, Shape shape) {
  /** The bytes it takes. */
  public long byteSize() {
    return type.byteSize(shape);
  }
}
