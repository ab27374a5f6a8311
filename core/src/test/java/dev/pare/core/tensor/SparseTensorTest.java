package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of values under every kind of mask, in memory and over stored parts. */
class SparseTensorTest extends WeightTensorContract {
  private static final List<String> PATTERNS =
      List.of("unstructured", "1:2", "2:4", "4:8", "3:7", "7:8", "1:8");

  private final Map<WeightTensor, float[]> expected = new HashMap<>();

  @Override
  protected List<? extends WeightTensor> tensors() {
    List<WeightTensor> tensors = new ArrayList<>();
    for (String text : PATTERNS) {
      SparsityPattern pattern = SparsityPattern.parse(text);
      int columns = pattern instanceof KeptOf nm ? nm.group() * 9 : 77;
      for (Shape shape : List.of(Shape.of(1, columns), Shape.of(37, columns))) {
        SparseExample example = new SparseExample(shape, pattern, tensors.size());
        for (WeightTensor values : example.values()) {
          add(tensors, new SparseTensor(example.mask(), values), example, values);
        }
        add(tensors, example.storedFloats(), example, example.floats());
        add(tensors, example.storedCodes(), example, example.codes());
        add(tensors, example.storedIndices(), example, example.indices());
      }
    }
    return tensors;
  }

  private void add(
      List<WeightTensor> tensors, SparseTensor tensor, SparseExample example, WeightTensor values) {
    expected.put(tensor, example.expected(values));
    tensors.add(tensor);
  }

  @Override
  protected float[] expectedRow(WeightTensor tensor, int row) {
    int columns = tensor.shape().columns();
    float[] w = new float[columns];
    System.arraycopy(expected.get(tensor), row * columns, w, 0, columns);
    return w;
  }

  private static float[] decode(WeightTensor tensor) {
    float[] w = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), w);
    return w;
  }

  @ParameterizedTest
  @CsvSource({"unstructured", "2:4", "7:8"})
  void aStoredWeightSaysTheSameOfItselfAsOneInMemory(String pattern) {
    SparseExample example = new SparseExample(Shape.of(20, 56), SparsityPattern.parse(pattern), 3);
    sameSize(new SparseTensor(example.mask(), example.floats()), example.storedFloats());
    sameSize(new SparseTensor(example.mask(), example.codes()), example.storedCodes());
    sameSize(new SparseTensor(example.mask(), example.indices()), example.storedIndices());
  }

  private static void sameSize(SparseTensor made, SparseTensor stored) {
    assertEquals(made.byteSize(), stored.byteSize());
    assertEquals(made.encoding(), stored.encoding());
    assertEquals(made.layout(), stored.layout());
    for (int row = 0; row <= made.shape().rows(); row++) {
      assertEquals(made.rowOffset(row), stored.rowOffset(row), "row " + row);
    }
  }

  /** Steps on steps decode into one buffer: what the mask is made of, then the values. */
  @Test
  void aMaskMayUseTheBufferThatTheValuesGoTo() {
    SparseExample example = new SparseExample(Shape.of(5, 24), SparsityPattern.parse("2:4"), 6);
    SparseMask mask = example.mask();
    float[] target = new float[5 * 24];
    SparseMask writing =
        new SparseMask() {
          @Override
          public Shape shape() {
            return mask.shape();
          }

          @Override
          public SparsityPattern pattern() {
            return mask.pattern();
          }

          @Override
          public int kept(int row) {
            return mask.kept(row);
          }

          @Override
          public void read(int firstRow, SparseRows into) {
            Arrays.fill(target, 7);
            mask.read(firstRow, into);
          }
        };
    DenseTensor values = example.floats();
    new SparseTensor(writing, values).decodeRows(0, 5, target);
    assertArrayEquals(example.expected(values), target);
  }

  @Test
  void zerosSpelledOutAreTheSameWeight() {
    SparseExample example = new SparseExample(Shape.of(20, 56), SparsityPattern.parse("2:4"), 4);
    for (WeightTensor values : List.of(example.floats(), example.codes())) {
      SparseTensor sparse = new SparseTensor(example.mask(), values);
      WeightTensor plain = sparse.plain().orElseThrow();
      assertEquals(values.encoding(), plain.encoding());
      assertArrayEquals(unsigned(decode(sparse)), unsigned(decode(plain)));
    }
    assertEquals(Optional.empty(), new SparseTensor(example.mask(), example.indices()).plain());
  }

  /** A scale below 0 makes −0 of the code that is the zero point. */
  private static float[] unsigned(float[] w) {
    for (int i = 0; i < w.length; i++) {
      w[i] += 0;
    }
    return w;
  }

  @ParameterizedTest
  @CsvSource({"2:4, f16 2:4", "unstructured, f16 sparse"})
  void itsEncodingSaysHowItIsKept(String pattern, String encoding) {
    SparseExample example = new SparseExample(Shape.of(3, 8), SparsityPattern.parse(pattern), 4);
    WeightTensor values = DenseTensor.of(DType.F16, Shape.of(3, 8), new float[24]);
    assertEquals(encoding, new SparseTensor(example.mask(), values).encoding());
  }

  /** The densities that the class comment and docs/format.md name, on both sides. */
  @ParameterizedTest
  @CsvSource({
    "BF16, 0, 0.92, true", "BF16, 0, 0.94, false",
    "F32, 0, 0.96, true", "F32, 0, 0.97, false",
    "BF16, 8, 0.86, true", "BF16, 8, 0.88, false",
    "BF16, 4, 0.73, true", "BF16, 4, 0.75, false",
    "BF16, 3, 0.64, true", "BF16, 3, 0.67, false",
    "BF16, 2, 0.46, true", "BF16, 2, 0.50, false"
  })
  void theSmallerFormIsTaken(DType type, int bits, double density, boolean sparse) {
    Shape shape = Shape.of(40, 4096);
    byte[] bits1 = new byte[40 * 512];
    for (int i = 0; i < shape.size(); i++) {
      // spread evenly: whenever the count that is due goes up
      if ((long) ((i + 1) * density) > (long) (i * density)) {
        bits1[i / 8] |= (byte) (1 << i % 8);
      }
    }
    SparseMask mask = SparseMask.of(shape, SparsityPattern.unstructured(), bits1);
    WeightTensor values =
        bits == 0
            ? DenseTensor.of(type, shape, new float[(int) shape.size()])
            : new QuantizedTensor(
                shape,
                new QuantizationScheme(bits, Granularity.group(64), true),
                type,
                (firstRow, into) -> {});
    WeightTensor taken = SparseTensor.whereSmaller(mask, values);
    assertEquals(sparse, taken instanceof SparseTensor);
    assertTrue(taken.byteSize() <= values.byteSize());
  }

  @ParameterizedTest
  @CsvSource({
    "1:2, 2, true",
    "2:4, 2, true",
    "4:8, 2, true",
    "3:4, 2, false",
    "3:4, 3, true",
    "6:8, 2, false",
    "6:8, 3, true",
    "5:8, 2, false",
    "5:8, 3, true",
    "7:8, 3, false",
    "7:8, 4, true"
  })
  void theSmallerFormOfPatternsIsTaken(String text, int bits, boolean sparse) {
    SparsityPattern pattern = SparsityPattern.parse(text);
    SparseExample example = new SparseExample(Shape.of(20, 1024), pattern, 4);
    WeightTensor values =
        new QuantizedTensor(
            example.mask().shape(),
            new QuantizationScheme(bits, Granularity.channel(), true),
            DType.F16,
            (firstRow, into) -> {});
    WeightTensor taken = SparseTensor.whereSmaller(example.mask(), values);
    assertEquals(sparse, taken instanceof SparseTensor);
  }

  @Test
  void whatHasNoPlainFormStaysSparse() {
    Shape shape = Shape.of(4, 8);
    byte[] all = {-1, -1, -1, -1};
    SparseMask mask = SparseMask.of(shape, SparsityPattern.unstructured(), all);
    WeightTensor values =
        new CodebookTensor(shape, CodebookScheme.tensor(1), DType.F32, into -> {});
    assertInstanceOf(SparseTensor.class, SparseTensor.whereSmaller(mask, values));
  }

  @Test
  void whatIsNoSparseWeightIsRefused() {
    Shape shape = Shape.of(2, 8);
    SparseMask mask = SparseMask.of(shape, SparsityPattern.keptOf(1, 2), new byte[] {0x55, 0x55});
    WeightTensor floats = DenseTensor.of(DType.F32, shape, new float[16]);
    SparseTensor sparse = new SparseTensor(mask, floats);
    refused(() -> new SparseTensor(mask, sparse));
    refused(() -> new SparseTensor(mask, DenseTensor.of(DType.F32, Shape.of(4, 4), new float[16])));
    refused(() -> new SparseTensor(mask, DenseTensor.of(DType.F32, Shape.of(16), new float[16])));
    refused(
        () ->
            new SparseTensor(
                mask,
                new GgmlBlockTensor(GgmlType.Q4_0, Shape.of(2, 32), ByteSource.of(new byte[36]))));
    refused(() -> SparseMask.of(shape, SparsityPattern.keptOf(1, 2), new byte[] {0x55, 0x57}));
    refused(() -> SparseMask.of(shape, SparsityPattern.keptOf(1, 3), new byte[2]));
    refused(() -> SparseMask.of(shape, SparsityPattern.unstructured(), new byte[3]));
    refused(
        () ->
            SparseMask.of(Shape.of(1, 7), SparsityPattern.unstructured(), new byte[] {(byte) 128}));
  }

  private static void refused(Runnable what) {
    assertThrows(IllegalArgumentException.class, what::run);
  }
}
