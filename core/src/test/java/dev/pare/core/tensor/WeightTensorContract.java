package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link WeightTensor} promises. An encoding's test names a few tensors of awkward
 * shapes and says what they mean.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class WeightTensorContract {
  private static final float UNTOUCHED = -12345.678f;
  private static final int THREADS = 4;

  /** The tensors to hold to the contract, each with at least one weight. */
  protected abstract List<? extends WeightTensor> tensors();

  /** The weights of one row, computed in the slowest way that can be trusted. */
  protected abstract float[] expectedRow(WeightTensor tensor, int row);

  final Stream<Named<WeightTensor>> named() {
    return tensors().stream().map(t -> Named.of(t.encoding() + " " + t.shape(), t));
  }

  private static float[] decodeAll(WeightTensor tensor) {
    float[] all = new float[Math.toIntExact(tensor.shape().size())];
    tensor.decodeRows(0, tensor.shape().rows(), all);
    return all;
  }

  private static void refused(WeightTensor tensor, int firstRow, int rowCount, int length) {
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> tensor.decodeRows(firstRow, rowCount, new float[length]),
        () -> rowCount + " rows from " + firstRow + " into " + length);
  }

  @ParameterizedTest
  @MethodSource("named")
  void eachRowIsWhatTheEncodingMeans(WeightTensor tensor) {
    float[] row = new float[tensor.shape().columns()];
    for (int i = 0; i < tensor.shape().rows(); i++) {
      tensor.decodeRow(i, row);
      assertArrayEquals(expectedRow(tensor, i), row, "row " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("named")
  void anyRowsAreASliceOfAll(WeightTensor tensor) {
    float[] all = decodeAll(tensor);
    int rows = tensor.shape().rows();
    int columns = tensor.shape().columns();
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      int first = random.nextInt(rows);
      int count = 1 + random.nextInt(rows - first);
      float[] some = new float[count * columns];
      tensor.decodeRows(first, count, some);
      float[] expected = Arrays.copyOfRange(all, first * columns, (first + count) * columns);
      assertArrayEquals(expected, some, () -> count + " rows from " + first);
    }
  }

  @ParameterizedTest
  @MethodSource("named")
  void whatACallerDoesToItsArrayChangesNothing(WeightTensor tensor) {
    float[] all = decodeAll(tensor);
    float[] again = decodeAll(tensor);
    assertArrayEquals(all, again);
    Arrays.fill(again, UNTOUCHED);
    assertArrayEquals(all, decodeAll(tensor));
  }

  @ParameterizedTest
  @MethodSource("named")
  void aLongerArrayIsUntouchedBeyond(WeightTensor tensor) {
    int columns = tensor.shape().columns();
    float[] target = new float[columns + 9];
    Arrays.fill(target, UNTOUCHED);
    tensor.decodeRow(tensor.shape().rows() - 1, target);
    for (int i = columns; i < target.length; i++) {
      assertEquals(UNTOUCHED, target[i], "element " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("named")
  void rowsThatAreNotThereAndArraysTooShortAreRefused(WeightTensor tensor) {
    int rows = tensor.shape().rows();
    int columns = tensor.shape().columns();
    int size = rows * columns;
    refused(tensor, -1, 1, size);
    refused(tensor, rows, 1, size);
    refused(tensor, 0, rows + 1, size + columns);
    refused(tensor, 1, rows, size);
    refused(tensor, 0, -1, size);
    refused(tensor, rows - 1, Integer.MAX_VALUE, size);
    refused(tensor, 0, 1, columns - 1);
    refused(tensor, 0, rows, size - 1);
    assertThrows(IndexOutOfBoundsException.class, () -> tensor.decodeRow(rows, new float[columns]));
    tensor.decodeRows(rows, 0, new float[0]);
  }

  @ParameterizedTest
  @MethodSource("named")
  void sizesAgree(WeightTensor tensor) {
    Shape shape = tensor.shape();
    assertEquals(shape.size(), (long) shape.rows() * shape.columns());
    assertTrue(tensor.byteSize() > 0);
    assertEquals(8.0 * tensor.byteSize() / shape.size(), tensor.bitsPerWeight());
    assertFalse(tensor.encoding().isBlank());
  }

  @ParameterizedTest
  @MethodSource("named")
  void manyThreadsReadTheSame(WeightTensor tensor) {
    float[] all = decodeAll(tensor);
    int rows = tensor.shape().rows();
    int columns = tensor.shape().columns();
    IntStream.range(0, THREADS)
        .parallel()
        .forEach(
            thread -> {
              Random random = new Random(thread);
              float[] row = new float[columns];
              for (int i = 0; i < 100; i++) {
                int at = random.nextInt(rows);
                tensor.decodeRow(at, row);
                assertEquals(
                    -1, Arrays.mismatch(row, 0, columns, all, at * columns, (at + 1) * columns));
              }
            });
  }
}
