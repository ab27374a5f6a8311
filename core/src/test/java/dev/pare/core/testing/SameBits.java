package dev.pare.core.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.WeightTensor;

/** Weights compared bit by bit, so that −0 is not 0. */
public final class SameBits {
  private SameBits() {}

  public static void assertSameBits(WeightTensor expected, WeightTensor actual, String name) {
    assertEquals(expected.shape(), actual.shape(), name);
    assertArrayEquals(bits(expected), bits(actual), name);
  }

  /** An entry of a file as a dense weight. */
  public static DenseTensor dense(SafetensorsSource source, String name) {
    return new DenseTensor(
        source.entry(name).type(), source.entry(name).shape(), source.data(name));
  }

  private static int[] bits(WeightTensor tensor) {
    float[] w = new float[Math.toIntExact(tensor.shape().size())];
    tensor.decodeRows(0, tensor.shape().rows(), w);
    int[] bits = new int[w.length];
    for (int i = 0; i < w.length; i++) {
      bits[i] = Float.floatToRawIntBits(w[i]);
    }
    return bits;
  }
}
