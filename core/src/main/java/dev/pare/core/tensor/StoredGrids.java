package dev.pare.core.tensor;

import dev.pare.core.PareException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** A {@link QuantizedTensor}'s scales and zero points as {@link QuantizedLayout} stores them. */
final class StoredGrids {
  private final String name;
  private final QuantizedLayout layout;
  private final ByteSource scales;
  private final Optional<ByteSource> zeroPoints;

  StoredGrids(
      String name, QuantizedLayout layout, ByteSource scales, Optional<ByteSource> zeroPoints) {
    ReadScratch.requireSize("scales", scales.size(), layout.scaleBytes());
    ReadScratch.requireSize(
        "zero points", zeroPoints.map(ByteSource::size).orElse(0L), layout.zeroPointBytes());
    this.name = name;
    this.layout = layout;
    this.scales = scales;
    this.zeroPoints = zeroPoints;
  }

  void read(int firstRow, QuantizedRows into) {
    ReadScratch scratch = ReadScratch.own();
    readFloats(scales, layout.scaleType(), "scale", firstRow, into, into.scales());
    if (layout.floatZeroPoints()) {
      DType type = layout.zeroPointType();
      ByteSource source = zeroPoints.orElseThrow();
      readFloats(source, type, "zero point", firstRow, into, into.floatZeroPoints());
    } else {
      readZeroPoints(firstRow, into, scratch);
    }
  }

  /** One a group of each row, or the only one. */
  private void readFloats(
      ByteSource source, DType type, String what, int firstRow, QuantizedRows rows, float[] into) {
    int stored = layout.wholeTensor() ? 1 : rows.rowCount() * rows.groupsPerRow();
    long first = layout.wholeTensor() ? 0 : (long) firstRow * rows.groupsPerRow();
    ByteBuffer bytes =
        ReadScratch.own().bytes(source, first * type.byteSize(), stored * type.byteSize());
    FloatCodec.decode(type, bytes, into, 0, stored);
    requireFinite(into, stored, what);
    if (layout.wholeTensor()) {
      Arrays.fill(into, 0, rows.rowCount(), into[0]);
    }
  }

  /** One such number makes a model's every output NaN, far from here. */
  private void requireFinite(float[] values, int count, String what) {
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(values[i])) {
        throw new PareException(
            name, "has a " + what + " that is " + values[i], "take an undamaged checkpoint");
      }
    }
  }

  private void readZeroPoints(int firstRow, QuantizedRows into, ReadScratch scratch) {
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
}
