package dev.pare.models.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory: types, views over Java's memory, rows, dictionaries. */
class TorchTensorTest {
  private static final String METHODS =
      """
      class Methods(Module):
        training : bool
        def widen(self, x: Tensor) -> Tensor:
          return torch.to(x, 6)
        def same(self, x: Tensor) -> Tensor:
          return x
        def more(self, x: Tensor) -> Tensor:
          return torch.gt(x, 1.)
        def sum(self, d: Dict[str, Tensor]) -> Tensor:
          return d["a"] + d["b"]
      """;

  private TorchModule methods;
  private TorchScope scope;

  @BeforeEach
  void open() {
    methods = TorchModule.compile("methods", METHODS);
    scope = TorchScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
    methods.close();
  }

  @Test
  void copiesValuesInAndOut() {
    assertArrayEquals(new float[] {1, -2}, Torch.floats(new float[] {1, -2}, 2).floats());
    assertArrayEquals(new long[] {1L << 40}, Torch.longs(new long[] {1L << 40}, 1, 1).longs());
    TorchTensor x = Torch.floats(new float[] {1, 2}, 2);
    assertArrayEquals(new boolean[] {false, true}, methods.call("more", x).booleans());
    assertArrayEquals(
        new float[] {0.1f}, methods.call("widen", Torch.doubles(new double[] {0.1}, 1)).floats());
    assertThrows(IllegalStateException.class, x::longs);
  }

  @Test
  void readsBfloat16OverABufferWithoutCopying() {
    ByteBuffer buffer = bfloat16(-1, 1.5f, 0.1f, 3e38f);
    TorchTensor view = Torch.map(buffer, TorchType.BF16, 2, 2);
    assertArrayEquals(new long[] {2, 2}, view.shape());
    float[] rounded = {
      -1, 1.5f, FloatCodec.round(DType.BF16, 0.1f), FloatCodec.round(DType.BF16, 3e38f)
    };
    assertArrayEquals(rounded, methods.call("widen", view).floats());
    buffer.putShort(0, FloatCodec.floatToBf16(7));
    assertEquals(7, methods.call("widen", view).floats()[0]);
  }

  @Test
  void mapsFromTheBuffersPosition() {
    ByteBuffer buffer = bfloat16(1, 2, 3, 4);
    buffer.position(4);
    assertArrayEquals(
        new float[] {3, 4}, methods.call("widen", Torch.map(buffer, TorchType.BF16, 2)).floats());
  }

  @Test
  void aViewKeepsItsBufferAlive() {
    List<TorchTensor> views = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      views.add(Torch.map(bfloat16(i, i, i, i), TorchType.BF16, 4));
    }
    List<TorchTensor> rows = views.stream().map(view -> Torch.rows(view, 1, 2)).toList();
    views.forEach(TorchTensor::close);
    churn();
    for (int i = 0; i < rows.size(); i++) {
      assertArrayEquals(new float[] {i, i}, methods.call("widen", rows.get(i)).floats());
    }
  }

  @Test
  void aDictionaryKeepsItsBuffersAlive() {
    TorchValue dictionary;
    try (TorchScope inner = TorchScope.open()) {
      TorchTensor a = Torch.map(bfloat16(1, 2), TorchType.BF16, 2);
      TorchTensor b = Torch.map(bfloat16(10, 20), TorchType.BF16, 2);
      dictionary = Torch.dictionary(Map.of("a", a, "b", b)).keep();
    }
    churn();
    TorchTensor sum = methods.call("widen", methods.call("sum", dictionary));
    assertArrayEquals(new float[] {11, 22}, sum.floats());
    dictionary.close();
  }

  @Test
  void makesBfloat16AndViewsItsRows() {
    TorchTensor tensor = Torch.empty(TorchType.BF16, 3, 2);
    for (int row = 0; row < 3; row++) {
      ByteBuffer bytes = Torch.rows(tensor, row, 1).bytes();
      bytes.putShort(FloatCodec.floatToBf16(row)).putShort(FloatCodec.floatToBf16(9));
    }
    assertArrayEquals(new float[] {0, 9, 1, 9, 2, 9}, methods.call("widen", tensor).floats());
  }

  @Test
  void aResultThatIsAnArgumentOutlivesIt() {
    TorchTensor x = Torch.floats(new float[] {5}, 1);
    TorchTensor same = methods.call("same", x);
    x.close();
    assertArrayEquals(new float[] {5}, same.floats());
  }

  /** Collections, and new direct memory in the place of what they free. */
  private static void churn() {
    for (int i = 0; i < 10; i++) {
      System.gc();
      for (int j = 0; j < 2_000; j++) {
        ByteBuffer.allocateDirect(8).putLong(0, -1);
      }
    }
  }

  private static ByteBuffer bfloat16(float... values) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    FloatCodec.encode(DType.BF16, values, 0, values.length, buffer);
    return buffer.flip();
  }
}
