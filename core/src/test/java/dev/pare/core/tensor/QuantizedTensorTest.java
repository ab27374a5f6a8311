package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.PareException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored tensors of every width and granularity, packed one bit string at a time. */
class QuantizedTensorTest extends WeightTensorContract {
  private static final DType[] SCALE_TYPES = {DType.F32, DType.F16, DType.BF16};

  private final Map<WeightTensor, float[][]> expected = new HashMap<>();
  private final Random random = new Random(11);

  @Override
  protected List<? extends WeightTensor> tensors() {
    List<WeightTensor> tensors = new ArrayList<>();
    for (Shape shape : List.of(Shape.of(1, 1), Shape.of(13, 207), Shape.of(33, 576))) {
      for (int bits = QuantizationScheme.MIN_BITS; bits <= QuantizationScheme.MAX_BITS; bits++) {
        for (String granularity : List.of("tensor", "channel", "32", "50", "1000")) {
          for (ZeroPoints zeroPoints : ZeroPoints.values()) {
            Granularity shared = Granularity.parse(granularity);
            DType type = SCALE_TYPES[tensors.size() / 3 % SCALE_TYPES.length];
            tensors.add(
                pack(
                    new QuantizedLayout(
                        shape, new QuantizationScheme(bits, shared, zeroPoints), type)));
          }
        }
      }
    }
    return tensors;
  }

  private QuantizedTensor pack(QuantizedLayout layout) {
    int rows = layout.shape().rows();
    int scaleRows = layout.wholeTensor() ? 1 : rows;
    int bits = layout.scheme().numBits();
    float[][] scales = new float[scaleRows][layout.groups()];
    for (float[] row : scales) {
      for (int i = 0; i < row.length; i++) {
        row[i] = FloatCodec.round(layout.scaleType(), (float) random.nextGaussian());
      }
    }
    int[][] codes = codes(rows, layout.shape().columns(), bits);
    float[][] zeroPoints = zeroPoints(layout, scaleRows);
    QuantizedTensor tensor =
        QuantizedTensor.stored(
            "w", layout, packRows(codes, bits), scales(layout, scales), points(layout, zeroPoints));
    expected.put(tensor, decode(layout, codes, zeroPoints, scales));
    return tensor;
  }

  private float[][] zeroPoints(QuantizedLayout layout, int rows) {
    float[][] zeroPoints = new float[rows][layout.groups()];
    int[][] codes = codes(rows, layout.groups(), layout.scheme().numBits());
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < layout.groups(); i++) {
        zeroPoints[row][i] =
            switch (layout.scheme().zeroPoints()) {
              case NONE -> 0;
              case INTEGER -> codes[row][i];
              case FLOAT -> random.nextInt(2000) / 8f - 99;
            };
      }
    }
    return zeroPoints;
  }

  private int[][] codes(int rows, int columns, int bits) {
    int[][] codes = new int[rows][columns];
    for (int[] row : codes) {
      Arrays.setAll(row, i -> random.nextInt(1 << bits) - (1 << (bits - 1)));
    }
    return codes;
  }

  private static ByteSource scales(QuantizedLayout layout, float[][] scales) {
    ByteBuffer bytes = ByteBuffer.allocate((int) layout.scaleBytes());
    for (float[] row : scales) {
      FloatCodec.encode(layout.scaleType(), row, 0, row.length, bytes);
    }
    return ByteSource.of(bytes.array());
  }

  private static Optional<ByteSource> points(QuantizedLayout layout, float[][] zeroPoints) {
    if (layout.scheme().symmetric()) {
      return Optional.empty();
    }
    if (layout.floatZeroPoints()) {
      ByteBuffer bytes = ByteBuffer.allocate((int) layout.zeroPointBytes());
      for (float[] row : zeroPoints) {
        FloatCodec.encode(layout.zeroPointType(), row, 0, row.length, bytes);
      }
      return Optional.of(ByteSource.of(bytes.array()));
    }
    if (layout.wholeTensor()) {
      return Optional.of(ByteSource.of(new byte[] {(byte) zeroPoints[0][0]}));
    }
    int[][] codes = new int[zeroPoints.length][layout.groups()];
    for (int row = 0; row < codes.length; row++) {
      float[] points = zeroPoints[row];
      Arrays.setAll(codes[row], i -> (int) points[i]);
    }
    int[][] words = words(transposed(codes), layout.scheme().numBits());
    return Optional.of(bytes(transposed(words)));
  }

  private static ByteSource packRows(int[][] codes, int bits) {
    return bytes(words(codes, bits));
  }

  /** Σ (q_i + 2^(b−1)) · 2^(i·b) of each row, cut into words. */
  private static int[][] words(int[][] codes, int bits) {
    int[][] words = new int[codes.length][(codes[0].length * bits + 31) / 32];
    for (int row = 0; row < codes.length; row++) {
      BigInteger string = BigInteger.ZERO;
      for (int i = codes[row].length - 1; i >= 0; i--) {
        string = string.shiftLeft(bits).add(BigInteger.valueOf(codes[row][i] + (1L << (bits - 1))));
      }
      BigInteger whole = string;
      Arrays.setAll(words[row], i -> whole.shiftRight(32 * i).intValue());
    }
    return words;
  }

  private static int[][] transposed(int[][] matrix) {
    int[][] result = new int[matrix[0].length][matrix.length];
    for (int row = 0; row < matrix.length; row++) {
      for (int column = 0; column < matrix[0].length; column++) {
        result[column][row] = matrix[row][column];
      }
    }
    return result;
  }

  private static ByteSource bytes(int[][] words) {
    ByteBuffer bytes =
        ByteBuffer.allocate(words.length * words[0].length * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int[] row : words) {
      Arrays.stream(row).forEach(bytes::putInt);
    }
    return ByteSource.of(bytes.array());
  }

  private static float[][] decode(
      QuantizedLayout layout, int[][] codes, float[][] zeroPoints, float[][] scales) {
    int groupSize = layout.scheme().granularity().groupSize(layout.shape().columns());
    float[][] w = new float[codes.length][codes[0].length];
    for (int row = 0; row < w.length; row++) {
      int scaleRow = layout.wholeTensor() ? 0 : row;
      for (int i = 0; i < w[row].length; i++) {
        double steps = (double) codes[row][i] - zeroPoints[scaleRow][i / groupSize];
        // These zero points leave 15 bits, whose product with 24 is exact in float64: rounded once.
        w[row][i] = (float) (steps * scales[scaleRow][i / groupSize]);
      }
    }
    return w;
  }

  @Override
  protected float[] expectedRow(WeightTensor tensor, int row) {
    return expected.get(tensor)[row];
  }

  @Test
  void aZeroPointThatIsNoNumberIsRefusedByNameWhenItIsRead() {
    QuantizationScheme scheme = new QuantizationScheme(8, Granularity.channel(), ZeroPoints.FLOAT);
    QuantizedLayout layout = new QuantizedLayout(Shape.of(1, 4), scheme, DType.F32);
    QuantizedTensor tensor =
        QuantizedTensor.stored(
            "layers.7.up",
            layout,
            packRows(new int[][] {{1, 2, 3, 4}}, 8),
            scales(layout, new float[][] {{1}}),
            points(layout, new float[][] {{Float.NaN}}));
    PareException e = assertThrows(PareException.class, () -> tensor.decodeRow(0, new float[4]));
    assertEquals(
        "layers.7.up: has a zero point that is NaN; take an undamaged checkpoint", e.getMessage());
  }

  private static QuantizedTensor scaledBy(float scale) {
    QuantizedLayout layout =
        new QuantizedLayout(
            Shape.of(2, 4), new QuantizationScheme(8, Granularity.channel(), true), DType.F32);
    ByteSource packed = packRows(new int[][] {{1, 2, 3, 4}, {1, 2, 3, -4}}, 8);
    return QuantizedTensor.stored(
        "layers.7.up",
        layout,
        packed,
        scales(layout, new float[][] {{1}, {scale}}),
        Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aScaleThatIsNoNumberIsRefusedByNameWhenItIsRead(float scale) {
    float[] row = new float[4];
    scaledBy(scale).decodeRow(0, row);
    PareException e = assertThrows(PareException.class, () -> scaledBy(scale).decodeRow(1, row));
    assertEquals(
        "layers.7.up: has a scale that is " + scale + "; take an undamaged checkpoint",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -0.5f, Float.MIN_VALUE})
  void anyOtherScaleMeansWhatItSays(float scale) {
    float[] row = new float[4];
    scaledBy(scale).decodeRow(1, row);
    assertEquals(-4 * scale, row[3]);
  }

  @Test
  void partsOfTheWrongSizeAreRefused() {
    QuantizedLayout layout =
        new QuantizedLayout(
            Shape.of(2, 4), new QuantizationScheme(4, Granularity.group(2), false), DType.F16);
    ByteSource packed = ByteSource.of(new byte[8]);
    ByteSource scales = ByteSource.of(new byte[8]);
    Optional<ByteSource> points = Optional.of(ByteSource.of(new byte[8]));
    QuantizedTensor.stored("w", layout, packed, scales, points);
    ByteSource none = ByteSource.of(new byte[0]);
    refused(layout, none, scales, points);
    refused(layout, packed, none, points);
    refused(layout, packed, scales, Optional.of(none));
    refused(layout, packed, scales, Optional.empty());
  }

  private static void refused(
      QuantizedLayout layout, ByteSource packed, ByteSource scales, Optional<ByteSource> points) {
    assertThrows(
        IllegalArgumentException.class,
        () -> QuantizedTensor.stored("w", layout, packed, scales, points));
  }
}
