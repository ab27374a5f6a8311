package dev.pare.core.checkpoint;

import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Packs a quantized weight into the entries of {@link QuantizedLayout}. */
final class QuantizedWriter implements WeightWriter {
  /** Rows packed together so that a chunk's zero points fill whole words whatever the width. */
  private static final int ROW_UNIT = 32;

  private static final int CHUNK_WEIGHTS = 1 << 18;
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final QuantizedTensor tensor;
  private final QuantizedLayout layout;
  private final QuantizedParts parts;

  QuantizedWriter(String name, QuantizedTensor tensor) {
    this.tensor = tensor;
    this.layout = tensor.layout();
    this.parts = QuantizedParts.of(name);
  }

  @Override
  public List<TensorEntry> entries() {
    List<TensorEntry> entries = new ArrayList<>();
    entries.add(new TensorEntry(parts.packed(), DType.I32, layout.packedShape()));
    entries.add(new TensorEntry(parts.scale(), layout.scaleType(), layout.scaleShape()));
    if (!layout.scheme().symmetric()) {
      entries.add(
          new TensorEntry(parts.zeroPoint(), layout.zeroPointType(), layout.zeroPointShape()));
    }
    entries.add(new TensorEntry(parts.shape(), DType.I64, Shape.of(2)));
    return entries;
  }

  @Override
  public int rows() {
    return tensor.shape().rows();
  }

  @Override
  public int rowsPerChunk() {
    int units = CHUNK_WEIGHTS / Math.max(1, tensor.shape().columns()) / ROW_UNIT;
    return Math.max(1, units) * ROW_UNIT;
  }

  @Override
  public void write(int firstRow, int count, Target target) {
    Scratch scratch = SCRATCH.get();
    QuantizedRows rows = scratch.rows;
    tensor.readRows(firstRow, count, rows);
    writePacked(firstRow, rows, scratch, target);
    writeScales(firstRow, rows, scratch, target);
    if (!layout.scheme().symmetric()) {
      writeZeroPoints(firstRow, rows, scratch, target);
    }
    if (firstRow == 0) {
      ByteBuffer shape = scratch.bytes(2 * Long.BYTES).putLong(tensor.shape().rows());
      target.write(parts.shape(), 0, shape.putLong(tensor.shape().columns()).flip());
    }
  }

  private void writePacked(int firstRow, QuantizedRows rows, Scratch scratch, Target target) {
    int wordsPerRow = layout.packedShape().columns();
    int[] words = scratch.words(rows.rowCount() * wordsPerRow);
    rows.packCodes(layout.scheme().numBits(), words);
    long offset = (long) firstRow * wordsPerRow * Integer.BYTES;
    target.write(parts.packed(), offset, scratch.bytes(words, rows.rowCount() * wordsPerRow));
  }

  private void writeScales(int firstRow, QuantizedRows rows, Scratch scratch, Target target) {
    if (layout.wholeTensor() && firstRow > 0) {
      return;
    }
    DType type = layout.scaleType();
    int count = layout.wholeTensor() ? 1 : rows.rowCount() * rows.groupsPerRow();
    ByteBuffer bytes = scratch.bytes(count * type.byteSize());
    FloatCodec.encode(type, rows.scales(), 0, count, bytes);
    target.write(
        parts.scale(), (long) firstRow * rows.groupsPerRow() * type.byteSize(), bytes.flip());
  }

  private void writeZeroPoints(int firstRow, QuantizedRows rows, Scratch scratch, Target target) {
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

  /** One thread's buffers, grown as needed. */
  private static final class Scratch {
    private final QuantizedRows rows = new QuantizedRows();
    private int[] words = {};
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

    int[] words(int count) {
      words = words.length < count ? new int[count] : words;
      return words;
    }

    ByteBuffer bytes(int length) {
      if (bytes.capacity() < length) {
        bytes = ByteBuffer.allocateDirect(length);
      }
      return bytes.clear().order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer bytes(int[] source, int count) {
      ByteBuffer target = bytes(count * Integer.BYTES);
      target.asIntBuffer().put(source, 0, count);
      return target.limit(count * Integer.BYTES);
    }
  }
}
