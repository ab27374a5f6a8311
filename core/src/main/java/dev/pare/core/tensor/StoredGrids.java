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
    readScales(firstRow, into, scratch);
    readZeroPoints(firstRow, into, scratch);
  }

  private void readScales(int firstRow, QuantizedRows into, ReadScratch scratch) {
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
