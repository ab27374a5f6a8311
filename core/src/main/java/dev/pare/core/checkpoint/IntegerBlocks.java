package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.ZeroPoints;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An integer encoding as ggml blocks that decode to the same bits: w = (q − zeroPoint)·scale is c·d
 * of Q4_0, Q5_0 or Q8_0, with c = q − zeroPoint a code of 4, 5 or 8 bits and d = scale, where every
 * scale is a float16 number. A group's scale is repeated in each of its blocks of 32.
 *
 * <p>Codes of b bits are −2^(b−1) … 2^(b−1)−1, and up to 2^b − 1 on either side of a zero point:
 * one bit more, which makes 4 bits with zero points Q5_0. 8 bits with zero points fit no type.
 */
final class IntegerBlocks implements GgufRows {
  private static final int BLOCK = 32;
  private static final int HALF = 16;
  private static final ThreadLocal<QuantizedRows> ROWS =
      ThreadLocal.withInitial(QuantizedRows::new);

  private final String name;
  private final QuantizedTensor tensor;
  private final GgmlType type;

  private IntegerBlocks(String name, QuantizedTensor tensor, GgmlType type) {
    this.name = name;
    this.tensor = tensor;
    this.type = type;
  }

  /**
   * @throws PareException if the widths of codes or groups fit no type, or a scale of the first row
   *     is no float16 number; those of other rows are found when they are written
   */
  static IntegerBlocks of(String name, QuantizedTensor tensor) {
    QuantizationScheme scheme = tensor.scheme();
    Shape shape = tensor.shape();
    boolean wholeBlocks =
        shape.columns() % BLOCK == 0
            && (!(scheme.granularity() instanceof Granularity.Group group)
                || group.size() % BLOCK == 0
                || group.size() >= shape.columns());
    if (!wholeBlocks) {
      throw refused(name, "is " + scheme + ", and GGUF has one scale for each 32 weights of a row");
    }
    int codeBits = scheme.numBits() + (scheme.symmetric() ? 0 : 1);
    if (codeBits > Byte.SIZE || scheme.zeroPoints() == ZeroPoints.FLOAT) {
      throw refused(name, "is " + scheme + ", which no type of GGUF holds exactly");
    }
    GgmlType type = codeBits <= 4 ? GgmlType.Q4_0 : codeBits == 5 ? GgmlType.Q5_0 : GgmlType.Q8_0;
    IntegerBlocks blocks = new IntegerBlocks(name, tensor, type);
    blocks.put(0, 1, ByteBuffer.allocate(shape.columns() / BLOCK * type.blockBytes()));
    return blocks;
  }

  private static PareException refused(String name, String what) {
    return new PareException(
        name, what, "add --type Q8_0 or another type to encode all weights anew");
  }

  @Override
  public GgmlType type() {
    return type;
  }

  @Override
  public void put(int firstRow, int count, ByteBuffer target) {
    QuantizedRows rows = ROWS.get();
    tensor.readRows(firstRow, count, rows);
    int groupSize = tensor.scheme().granularity().groupSize(rows.columns());
    target.order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < count; row++) {
      for (int column = 0; column < rows.columns(); column += BLOCK) {
        int group = row * rows.groupsPerRow() + column / groupSize;
        target.putShort(half(rows.scales()[group], firstRow + row));
        putCodes(rows.codes(), row * rows.columns() + column, rows.zeroPoints()[group], target);
      }
    }
  }

  private short half(float scale, int row) {
    short half = FloatCodec.floatToF16(scale);
    if (FloatCodec.f16ToFloat(half) != scale) {
      throw refused(
          name,
          "has the %s scale %s in row %d, and GGUF's are float16"
              .formatted(tensor.scaleType(), scale, row));
    }
    return half;
  }

  private void putCodes(byte[] q, int at, int zeroPoint, ByteBuffer target) {
    if (type == GgmlType.Q8_0) {
      for (int i = 0; i < BLOCK; i++) {
        target.put((byte) (q[at + i] - zeroPoint));
      }
      return;
    }
    int middle = type == GgmlType.Q4_0 ? 8 : HALF;
    if (type == GgmlType.Q5_0) {
      int high = 0;
      for (int i = 0; i < BLOCK; i++) {
        high |= ((q[at + i] - zeroPoint + middle) >> 4 & 1) << i;
      }
      target.putInt(high);
    }
    for (int i = 0; i < HALF; i++) {
      int low = (q[at + i] - zeroPoint + middle) & 15;
      int above = (q[at + i + HALF] - zeroPoint + middle) & 15;
      target.put((byte) (low | above << 4));
    }
  }
}
