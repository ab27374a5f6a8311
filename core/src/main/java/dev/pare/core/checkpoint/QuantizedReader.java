package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Finds the entries of {@link QuantizedLayout} that make up a weight, and refuses those that do not
 * fit the configuration or each other. Only {@code weight_shape} is read.
 */
final class QuantizedReader {
  private final SafetensorsSource source;
  private final QuantizationConfig quantization;

  QuantizedReader(SafetensorsSource source, QuantizationConfig quantization) {
    this.source = source;
    this.quantization = quantization;
  }

  /**
   * Whether an entry is the scale, zero point or shape of a weight whose codes are there.
   *
   * @throws PareException if it belongs to a packed weight as nothing that is known
   */
  boolean isPartOfPacked(String name) {
    if (!QuantizedParts.isPart(name)) {
      return false;
    }
    QuantizedParts parts = QuantizedParts.around(name);
    if (!source.names().contains(parts.packed())) {
      throw damaged(name, "is there, but " + lastPart(parts.packed()) + " is missing");
    }
    if (!parts.has(name)) {
      throw new PareException(
          name, "is not supported", "quantize without it (as without actorder for weight_g_idx)");
    }
    return true;
  }

  /** The weight that is stored packed under {@code weight}'s name. */
  QuantizedTensor read(String weight) {
    if (source.names().contains(weight)) {
      throw damaged(weight, "is there both dense and packed");
    }
    QuantizedParts parts = QuantizedParts.of(weight);
    QuantizationScheme scheme =
        quantization
            .schemeOf(QuantizationConfig.module(weight))
            .orElseThrow(
                () -> damaged(weight, "is packed, but quantization_config names no scheme for it"));
    DType scaleType = entry(weight, parts.scale()).type();
    if (!scaleType.isWeight()) {
      throw damaged(parts.scale(), "is stored as " + scaleType);
    }
    QuantizedLayout layout = new QuantizedLayout(storedShape(weight, parts), scheme, scaleType);
    require(parts.packed(), DType.I32, layout.packedShape());
    require(parts.scale(), scaleType, layout.scaleShape());
    return QuantizedTensor.stored(
        weight,
        layout,
        source.data(parts.packed()),
        source.data(parts.scale()),
        zeroPoints(weight, parts, layout));
  }

  private Optional<ByteSource> zeroPoints(
      String weight, QuantizedParts parts, QuantizedLayout layout) {
    if (!layout.scheme().symmetric()) {
      entry(weight, parts.zeroPoint());
      require(parts.zeroPoint(), layout.zeroPointType(), layout.zeroPointShape());
      return Optional.of(source.data(parts.zeroPoint()));
    }
    if (source.names().contains(parts.zeroPoint())) {
      throw damaged(parts.zeroPoint(), "is there, but quantization_config says symmetric");
    }
    return Optional.empty();
  }

  /** I64 [2]; some writers say I32. */
  private Shape storedShape(String weight, QuantizedParts parts) {
    DType type = entry(weight, parts.shape()).type() == DType.I32 ? DType.I32 : DType.I64;
    require(parts.shape(), type, Shape.of(2));
    ByteBuffer bytes = ByteBuffer.allocate(2 * type.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    source.data(parts.shape()).read(0, bytes);
    bytes.flip();
    long rows = type == DType.I32 ? bytes.getInt() : bytes.getLong();
    long columns = type == DType.I32 ? bytes.getInt() : bytes.getLong();
    if (rows < 1
        || columns < 1
        || rows > Integer.MAX_VALUE
        || columns > QuantizedLayout.MAX_COLUMNS) {
      throw damaged(parts.shape(), "says " + rows + "×" + columns);
    }
    return Shape.of(rows, columns);
  }

  private TensorEntry entry(String weight, String part) {
    if (!source.names().contains(part)) {
      throw damaged(weight, lastPart(part) + " is missing");
    }
    return source.entry(part);
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private void require(String part, DType type, Shape shape) {
    TensorEntry entry = source.entry(part);
    if (entry.type() != type || !entry.shape().equals(shape)) {
      throw damaged(part, "is " + entry.type() + entry.shape() + ", not " + type + shape);
    }
  }

  private static PareException damaged(String where, String what) {
    return new PareException(where, what, "take an undamaged checkpoint");
  }
}
