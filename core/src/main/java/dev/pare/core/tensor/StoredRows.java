package dev.pare.core.tensor;

import dev.pare.core.PareException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** A {@link QuantizedTensor}'s codes and grids as {@link QuantizedLayout} stores them. */
final class StoredRows implements QuantizedTensor.RowSource {
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final String name;
  private final QuantizedLayout layout;
  private final ByteSource packed;
  private final ByteSource scales;
  private final Optional<ByteSource> zeroPoints;

  StoredRows(
      String name,
      QuantizedLayout layout,
      ByteSource packed,
      ByteSource scales,
      Optional<ByteSource> zeroPoints) {
    requireSize("packed codes", packed.size(), layout.packedBytes());
    requireSize("scales", scales.size(), layout.scaleBytes());
    requireSize(
        "zero points", zeroPoints.map(ByteSource::size).orElse(0L), layout.zeroPointBytes());
    this.name = name;
    this.layout = layout;
    this.packed = packed;
    this.scales = scales;
    this.zeroPoints = zeroPoints;
  }

  private static void requireSize(String part, long size, long expected) {
    if (size != expected) {
      throw new IllegalArgumentException(size + " bytes of " + part + ", not " + expected);
    }
  }

  @Override
  public void read(int firstRow, QuantizedRows into) {
    Scratch scratch = SCRATCH.get();
    int numBits = layout.scheme().numBits();
    int wordsPerRow = layout.packedShape().columns();
    int[] words =
        scratch.ints(packed, (long) firstRow * wordsPerRow, into.rowCount() * wordsPerRow);
    CodePacking.unpackRows(words, into.rowCount(), into.columns(), numBits, into.codes());
    readScales(firstRow, into, scratch);
    readZeroPoints(firstRow, into, scratch);
  }

  private void readScales(int firstRow, QuantizedRows into, Scratch scratch) {
    DType type = layout.scaleType();
    int stored = layout.wholeTensor() ? 1 : into.rowCount() * into.groupsPerRow();
    long first = layout.wholeTensor() ? 0 : (long) firstRow * into.groupsPerRow();
    ByteBuffer bytes = scratch.bytes(scales, first * type.byteSize(), stored * type.byteSize());
    FloatCodec.decode(type, bytes, into.scales(), 0, stored);
    requireFinite(into.scales(), stored);
    if (layout.wholeTensor()) {
      Arrays.fill(into.scales(), 0, into.rowCount(), into.scales()[0]);
    }
  }

  /** One such scale makes a model's every output NaN, far from here. */
  private void requireFinite(float[] scales, int count) {
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(scales[i])) {
        throw new PareException(
            name, "has a scale that is " + scales[i], "take an undamaged checkpoint");
      }
    }
  }

  private void readZeroPoints(int firstRow, QuantizedRows into, Scratch scratch) {
    if (zeroPoints.isEmpty()) {
      Arrays.fill(into.zeroPoints(), 0, into.rowCount() * into.groupsPerRow(), (byte) 0);
      return;
    }
    ByteSource source = zeroPoints.get();
    if (layout.wholeTensor()) {
      Arrays.fill(into.zeroPoints(), 0, into.rowCount(), scratch.bytes(source, 0, 1).get(0));
      return;
    }
    int numBits = layout.scheme().numBits();
    int groups = into.groupsPerRow();
    int firstWord = CodePacking.firstWord(firstRow, numBits);
    int wordRows = QuantizedLayout.words(firstRow + into.rowCount(), numBits) - firstWord;
    int[] words = scratch.ints(source, (long) firstWord * groups, wordRows * groups);
    CodePacking.unpackColumns(words, firstRow, into.rowCount(), groups, numBits, into.zeroPoints());
  }

  /** One thread's read buffers, grown as needed. */
  private static final class Scratch {
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private int[] ints = {};

    ByteBuffer bytes(ByteSource source, long position, int length) {
      if (bytes.capacity() < length) {
        bytes = ByteBuffer.allocateDirect(length);
      }
      bytes.clear().limit(length);
      source.read(position, bytes);
      return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    int[] ints(ByteSource source, long firstInt, int count) {
      ints = ints.length < count ? new int[count] : ints;
      bytes(source, firstInt * Integer.BYTES, count * Integer.BYTES)
          .asIntBuffer()
          .get(ints, 0, count);
      return ints;
    }
  }
}
