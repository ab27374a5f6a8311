package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.PareException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored indices of every width, in codebooks of the whole weight, of some channels, of one. */
class CodebookTensorTest extends WeightTensorContract {
  private static final DType[] TYPES = {DType.F32, DType.F16, DType.BF16};

  private final Map<WeightTensor, float[][]> expected = new HashMap<>();
  private final Random random = new Random(12);

  @Override
  protected List<? extends WeightTensor> tensors() {
    List<WeightTensor> tensors = new ArrayList<>();
    for (Shape shape : List.of(Shape.of(1, 1), Shape.of(13, 207), Shape.of(33, 64))) {
      for (int bits = CodebookScheme.MIN_BITS; bits <= CodebookScheme.MAX_BITS; bits++) {
        for (int channels : new int[] {1, 4, 5, CodebookScheme.WHOLE_TENSOR}) {
          DType type = TYPES[tensors.size() % TYPES.length];
          tensors.add(stored(new CodebookLayout(shape, new CodebookScheme(bits, channels), type)));
        }
      }
    }
    return tensors;
  }

  private CodebookTensor stored(CodebookLayout layout) {
    int rows = layout.shape().rows();
    int columns = layout.shape().columns();
    int entries = layout.scheme().entries();
    float[] codebooks = new float[(int) layout.codebookShape().size()];
    for (int i = 0; i < codebooks.length; i++) {
      codebooks[i] = FloatCodec.round(layout.entryType(), (float) random.nextGaussian());
    }
    float[][] w = new float[rows][columns];
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    for (int row = 0; row < rows; row++) {
      List<Integer> indices = new ArrayList<>();
      for (int i = 0; i < columns; i++) {
        indices.add(random.nextInt(entries));
        w[row][i] = codebooks[row / layout.scheme().channels() * entries + indices.get(i)];
      }
      packed.writeBytes(SlowBits.words(indices, layout.scheme().numBits()));
    }
    CodebookTensor tensor =
        CodebookTensor.stored(
            "w",
            layout,
            ByteSource.of(packed.toByteArray()),
            ByteSource.of(SlowBits.floats(layout.entryType(), codebooks)));
    expected.put(tensor, w);
    return tensor;
  }

  @Override
  protected float[] expectedRow(WeightTensor tensor, int row) {
    return expected.get(tensor)[row];
  }

  @ParameterizedTest
  @CsvSource({
    "4, 2147483647, codebook4 tensor, 1",
    "1, 1, codebook1 channel, 33",
    "8, 16, codebook8 16 channels, 3"
  })
  void aSchemeSaysItselfAndCountsItsCodebooks(int bits, int channels, String text, int count) {
    CodebookScheme scheme = new CodebookScheme(bits, channels);
    assertEquals(text, scheme.toString());
    assertEquals(count, scheme.codebooks(33));
  }

  @Test
  void sizesAreThoseOfItsParts() {
    CodebookLayout layout =
        new CodebookLayout(Shape.of(33, 100), CodebookScheme.group(3, 16), DType.BF16);
    assertEquals(33 * 10 * 4, layout.packedBytes());
    assertEquals(3 * 8 * 2, layout.codebookBytes());
    assertEquals(33 * 10 * 4 + 3 * 8 * 2 + 16, layout.byteSize());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void anEntryThatIsNoNumberIsRefusedByNameWhenItIsRead(float entry) {
    CodebookLayout layout =
        new CodebookLayout(Shape.of(2, 3), CodebookScheme.channel(1), DType.F16);
    CodebookTensor tensor =
        CodebookTensor.stored(
            "layers.7.up",
            layout,
            ByteSource.of(new byte[8]),
            ByteSource.of(SlowBits.floats(DType.F16, new float[] {1, 2, 3, entry})));
    float[] row = new float[3];
    tensor.decodeRow(0, row);
    PareException e = assertThrows(PareException.class, () -> tensor.decodeRow(1, row));
    assertEquals(
        "layers.7.up: has a codebook entry that is " + entry + "; take an undamaged checkpoint",
        e.getMessage());
  }

  @Test
  void partsOfTheWrongSizeAndSchemesThatAreNoneAreRefused() {
    CodebookLayout layout = new CodebookLayout(Shape.of(2, 9), CodebookScheme.tensor(4), DType.F32);
    ByteSource packed = ByteSource.of(new byte[16]);
    ByteSource codebook = ByteSource.of(new byte[64]);
    CodebookTensor.stored("w", layout, packed, codebook);
    refused(() -> CodebookTensor.stored("w", layout, codebook, codebook));
    refused(() -> CodebookTensor.stored("w", layout, packed, packed));
    refused(() -> CodebookScheme.tensor(0));
    refused(() -> CodebookScheme.tensor(9));
    refused(() -> CodebookScheme.group(4, 0));
    refused(() -> new CodebookTensor(Shape.of(4), CodebookScheme.tensor(4), DType.F32, into -> {}));
    refused(
        () -> new CodebookTensor(Shape.of(4, 4), CodebookScheme.tensor(4), DType.I32, into -> {}));
  }

  private static void refused(Runnable what) {
    assertThrows(IllegalArgumentException.class, what::run);
  }
}
