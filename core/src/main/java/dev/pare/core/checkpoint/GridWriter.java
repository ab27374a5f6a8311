package dev.pare.core.checkpoint;

import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.ZeroPoints;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes the scales and zero points of codes, as {@link QuantizedLayout} lays them out. */
final class GridWriter {
  /** Rows written together so that their zero points fill whole words whatever the width. */
  static final int ROW_UNIT = 32;

  private final QuantizedParts parts;
  private final QuantizedLayout layout;

  GridWriter(QuantizedParts parts, QuantizedLayout layout) {
    this.parts = parts;
    this.layout = layout;
  }

  List<TensorEntry> entries() {
    List<TensorEntry> entries = new ArrayList<>();
    entries.add(new TensorEntry(parts.scale(), layout.scaleType(), layout.scaleShape()));
    if (!layout.scheme().symmetric()) {
      entries.add(
          new TensorEntry(parts.zeroPoint(), layout.zeroPointType(), layout.zeroPointShape()));
    }
    return entries;
  }

  /** Writes those of some rows; {@code firstRow} is a multiple of {@link #ROW_UNIT}. */
  void write(int firstRow, QuantizedRows rows, WriteScratch scratch, WeightWriter.Target target) {
    int groups = rows.groupsPerRow();
    int count = layout.wholeTensor() ? 1 : rows.rowCount() * groups;
    if (!layout.wholeTensor() || firstRow == 0) {
      long first = (long) firstRow * groups * layout.scaleType().byteSize();
      target.write(parts.scale(), first, floats(rows.scales(), count, layout.scaleType(), scratch));
      if (layout.floatZeroPoints()) {
        DType type = layout.zeroPointType();
        first = (long) firstRow * groups * type.byteSize();
        target.write(
            parts.zeroPoint(), first, floats(rows.floatZeroPoints(), count, type, scratch));
      }
    }
    if (layout.scheme().zeroPoints() == ZeroPoints.INTEGER) {
      writeZeroPoints(firstRow, rows, scratch, target);
    }
  }

  private static ByteBuffer floats(float[] values, int count, DType type, WriteScratch scratch) {
    ByteBuffer bytes = scratch.bytes(count * type.byteSize());
    FloatCodec.encode(type, values, 0, count, bytes);
    return bytes.flip();
  }

  private void writeZeroPoints(
      int firstRow, QuantizedRows rows, WriteScratch scratch, WeightWriter.Target target) {
    if (layout.wholeTensor()) {
      if (firstRow == 0) {
        target.write(parts.zeroPoint(), 0, scratch.bytes(1).put(rows.zeroPoints()[0]).flip());
      }
      return;
    }
    int numBits = layout.scheme().numBits();
    int count = QuantizedLayout.words(rows.rowCount(), numBits) * rows.groupsPerRow();
    int[] words = scratch.words(count);
    rows.packZeroPoints(numBits, words);
    long firstWord = (long) firstRow * numBits / Integer.SIZE;
    target.write(
        parts.zeroPoint(),
        firstWord * rows.groupsPerRow() * Integer.BYTES,
        scratch.bytes(words, count));
  }
}
