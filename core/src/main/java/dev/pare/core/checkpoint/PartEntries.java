package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The entries that make up a weight, each refused by name where it is missing or not as it must.
 */
final class PartEntries {
  private final SafetensorsSource source;

  PartEntries(SafetensorsSource source) {
    this.source = source;
  }

  boolean has(String name) {
    return source.names().contains(name);
  }

  /** A part of {@code weight}. */
  TensorEntry entry(String weight, String part) {
    if (!has(part)) {
      throw damaged(weight, lastPart(part) + " is missing");
    }
    return source.entry(part);
  }

  /** The bytes of a part that has a type and a shape. */
  ByteSource require(String weight, String part, DType type, Shape shape) {
    TensorEntry entry = entry(weight, part);
    if (entry.type() != type || !entry.shape().equals(shape)) {
      throw damaged(part, "is " + entry.type() + entry.shape() + ", not " + type + shape);
    }
    return source.data(part);
  }

  /** The type of a part that holds floats. */
  DType floatType(String weight, String part) {
    DType type = entry(weight, part).type();
    if (!type.isWeight()) {
      throw damaged(part, "is stored as " + type);
    }
    return type;
  }

  /** Refuses a part that a weight so stored does not have. */
  void requireAbsent(String part, Object scheme) {
    if (has(part)) {
      throw damaged(part, "is there, but quantization_config says " + scheme);
    }
  }

  /** Rows and columns: I64 [2]; some writers say I32. */
  Shape matrix(String weight, String part) {
    DType type = entry(weight, part).type() == DType.I32 ? DType.I32 : DType.I64;
    ByteSource stored = require(weight, part, type, Shape.of(2));
    ByteBuffer bytes = ByteBuffer.allocate(2 * type.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    stored.read(0, bytes);
    bytes.flip();
    long rows = type == DType.I32 ? bytes.getInt() : bytes.getLong();
    long columns = type == DType.I32 ? bytes.getInt() : bytes.getLong();
    if (rows < 1
        || columns < 1
        || rows > Integer.MAX_VALUE
        || columns > QuantizedLayout.MAX_COLUMNS) {
      throw damaged(part, "says " + rows + "×" + columns);
    }
    return Shape.of(rows, columns);
  }

  static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  static PareException damaged(String where, String what) {
    return new PareException(where, what, "take an undamaged checkpoint");
  }
}
