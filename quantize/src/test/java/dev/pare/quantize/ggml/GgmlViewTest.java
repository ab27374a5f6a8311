package dev.pare.quantize.ggml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.RandomCheckpoint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GgmlViewTest {
  private static final String QUERY = "model.layers.0.self_attn.q_proj.weight";
  private static final String UP = "model.layers.0.mlp.up_proj.weight";

  private static Checkpoint model() {
    return new RandomCheckpoint(RandomCheckpoint.settings(1, 256, 2, 2, 512, 64, 64), DType.F16, 1);
  }

  private static byte[] bytes(ByteSource source) {
    byte[] bytes = new byte[Math.toIntExact(source.size())];
    source.read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  private static GgmlBlockTensor encoded(WeightTensor weight, GgmlType type) {
    return (GgmlBlockTensor) GgmlView.encoded("weight", weight, type, null);
  }

  @ParameterizedTest
  @EnumSource
  void aWeightIsEncodedWhenItIsRead(GgmlType type) {
    Checkpoint model = model();
    Checkpoint view =
        new GgmlView(
            model,
            name -> name.equals(QUERY) ? Optional.of(type) : Optional.empty(),
            name -> Optional.empty());
    WeightTensor weight = model.tensor(QUERY);
    float[] w = new float[(int) weight.shape().size()];
    weight.decodeRows(0, weight.shape().rows(), w);
    WeightTensor encoded = view.tensor(QUERY);
    assertEquals(weight.shape(), encoded.shape());
    assertEquals(type.byteSize(weight.shape()), encoded.byteSize());
    float[] decoded = new float[w.length];
    encoded.decodeRows(0, weight.shape().rows(), decoded);
    double error = 0;
    double energy = 0;
    for (int i = 0; i < w.length; i++) {
      error += Math.pow(w[i] - decoded[i], 2);
      energy += Math.pow(w[i], 2);
    }
    assertTrue(error < 0.1 * energy, "relative error " + error / energy);
    assertEquals(model.names(), view.names());
    assertEquals(model.tensor(UP).encoding(), view.tensor(UP).encoding());
  }

  @Test
  void anyRangeOfBytesIsASliceOfAll() {
    ByteSource data = encoded(model().tensor(UP), GgmlType.Q5_K).data();
    byte[] all = bytes(data);
    Random random = new Random(2);
    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(all.length);
      int length = random.nextInt(Math.min(5000, all.length - from));
      byte[] some = new byte[length];
      data.read(from, ByteBuffer.wrap(some));
      assertArrayEquals(Arrays.copyOfRange(all, from, from + length), some);
      byte[] mapped = new byte[length];
      data.map(from, length).get(mapped);
      assertArrayEquals(some, mapped);
    }
    assertThrows(
        IndexOutOfBoundsException.class, () -> data.read(all.length, ByteBuffer.allocate(1)));
  }

  @Test
  void blocksOfBlocksAreWhatTheyWouldBeOneByOne() {
    Random random = new Random(9);
    float[] w = new float[600 * 512]; // more than is read at a time
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) random.nextGaussian();
    }
    WeightTensor dense = DenseTensor.of(DType.F32, Shape.of(600, 512), w);
    GgmlBlockTensor first = encoded(dense, GgmlType.Q6_K);
    GgmlBlockTensor stored =
        new GgmlBlockTensor(GgmlType.Q6_K, first.shape(), ByteSource.of(bytes(first.data())));
    float[] nested = new float[w.length];
    encoded(first, GgmlType.Q4_0).decodeRows(0, 600, nested);
    float[] apart = new float[w.length];
    encoded(stored, GgmlType.Q4_0).decodeRows(0, 600, apart);
    assertArrayEquals(apart, nested);
  }

  @Test
  void aWeightThatIsAlreadyOfThatTypeStaysAsItIs() {
    GgmlBlockTensor blocks = encoded(model().tensor(UP), GgmlType.Q8_0);
    assertSame(blocks, GgmlView.encoded("weight", blocks, GgmlType.Q8_0, null));
  }

  @Test
  void importanceIsAskedForByName() {
    Checkpoint model = model();
    float[] importance = new float[256];
    Arrays.fill(importance, 0.01f);
    importance[3] = 100;
    Map<String, float[]> known = Map.of(QUERY, importance);
    Checkpoint view =
        new GgmlView(
            model,
            name -> Optional.of(GgmlType.Q2_K),
            name -> Optional.ofNullable(known.get(name)));
    double[] error = new double[2];
    for (Checkpoint each : new Checkpoint[] {view, plain(model)}) {
      float[] w = new float[256];
      float[] decoded = new float[256];
      for (int row = 0; row < 256; row++) {
        model.tensor(QUERY).decodeRow(row, w);
        assertInstanceOf(GgmlBlockTensor.class, each.tensor(QUERY)).decodeRow(row, decoded);
        error[each == view ? 0 : 1] += Math.pow(w[3] - decoded[3], 2);
      }
    }
    assertTrue(error[0] < 0.1 * error[1], Arrays.toString(error));
  }

  private static Checkpoint plain(Checkpoint model) {
    return new GgmlView(model, name -> Optional.of(GgmlType.Q2_K), name -> Optional.empty());
  }

  @Test
  void rowsThatAreNoWholeBlocksAndBadWeightsAreRefusedByName() {
    WeightTensor odd = DenseTensor.of(DType.F32, Shape.of(2, 288), new float[576]);
    PareException e =
        assertThrows(
            PareException.class, () -> GgmlView.encoded("odd.weight", odd, GgmlType.Q4_K, null));
    assertEquals(
        "odd.weight: has rows of 288 weights, which are no whole blocks of q4_k;"
            + " give it a type of smaller blocks",
        e.getMessage());
    float[] w = new float[576];
    w[300] = Float.NaN;
    WeightTensor bad = DenseTensor.of(DType.F32, Shape.of(2, 288), w);
    e =
        assertThrows(
            PareException.class,
            () -> GgmlView.encoded("bad.weight", bad, GgmlType.Q4_1, null).decodeRow(1, w));
    assertEquals(
        "bad.weight: holds NaN or infinite weights; take an undamaged checkpoint", e.getMessage());
  }
}
