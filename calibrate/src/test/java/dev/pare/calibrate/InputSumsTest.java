package dev.pare.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The sums against two loops. */
class InputSumsTest {
  private static final double TOLERANCE = 1e-6; // of the largest sum

  /** A width beyond one block of the gram, and no multiple of what is mirrored at a time. */
  private static final int WIDTH = 1030;

  private static float[] inputs(int tokens, int width, long seed) {
    Random random = new Random(seed);
    float[] x = new float[tokens * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextGaussian() + (i % width == 3 ? 5 : 0));
    }
    return x;
  }

  private static InputStatistics sums(boolean gram, int width, float[]... batches) {
    try (TorchScope scope = TorchScope.open();
        InputSums sums = new InputSums("x", width, gram)) {
      for (float[] batch : batches) {
        sums.add(Torch.floats(batch, 1, batch.length / width, width));
      }
      return sums.statistics();
    }
  }

  @Test
  void areThoseOfTwoLoops() {
    float[] some = inputs(5, WIDTH, 1);
    float[] others = inputs(7, WIDTH, 2);
    InputStatistics statistics = sums(true, WIDTH, some, others);
    double[] gram = new double[WIDTH * WIDTH];
    double[] magnitudes = new double[WIDTH];
    for (float[] batch : new float[][] {some, others}) {
      for (int token = 0; token < batch.length; token += WIDTH) {
        for (int i = 0; i < WIDTH; i++) {
          magnitudes[i] += Math.abs(batch[token + i]);
          for (int j = 0; j < WIDTH; j++) {
            gram[i * WIDTH + j] += (double) batch[token + i] * batch[token + j];
          }
        }
      }
    }
    double largest = gram[3 * WIDTH + 3];
    for (int i = 0; i < gram.length; i++) {
      assertEquals(gram[i], statistics.gram()[i], TOLERANCE * largest);
    }
    for (int i = 0; i < WIDTH; i++) {
      assertEquals(gram[i * WIDTH + i], statistics.squares()[i], TOLERANCE * largest);
      assertEquals(magnitudes[i], statistics.magnitudes()[i], TOLERANCE * largest);
      for (int j = 0; j < i; j++) {
        assertEquals(statistics.gram()[i * WIDTH + j], statistics.gram()[j * WIDTH + i]);
      }
    }
    assertEquals(12, statistics.tokens());
    assertEquals(WIDTH, statistics.width());
  }

  @Test
  void mergeByAddition() {
    float[] some = inputs(5, 6, 1);
    float[] others = inputs(7, 6, 2);
    InputStatistics merged = sums(true, 6, some).merge(sums(true, 6, others));
    InputStatistics both = sums(true, 6, some, others);
    assertEquals(12, merged.tokens());
    assertArrayEquals(both.squares(), merged.squares(), 1e-9);
    assertArrayEquals(both.magnitudes(), merged.magnitudes(), 1e-9);
    assertArrayEquals(both.gram(), merged.gram(), 1e-4f);
    assertFalse(sums(true, 6, some).merge(sums(false, 6, others)).hasGram());
    InputStatistics narrow = sums(true, 3, some);
    assertThrows(IllegalArgumentException.class, () -> both.merge(narrow));
  }

  @Test
  void haveNoGramWhereNoneIsAskedFor() {
    InputStatistics statistics = sums(false, 6, inputs(5, 6, 1));
    assertFalse(statistics.hasGram());
    assertThrows(IllegalStateException.class, statistics::gram);
  }

  @Test
  void refuseWhatMemoryCannotHold() {
    PareException e =
        assertThrows(PareException.class, () -> new InputSums("mlp-output", 30_000, true));
    assertTrue(e.getMessage().contains("mlp-output: has 30000 features"), e.getMessage());
  }

  @Test
  void statisticsAreOfTokens() {
    double[] two = new double[2];
    assertThrows(
        IllegalArgumentException.class, () -> new InputStatistics(0, two, two, Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new InputStatistics(1, two, new double[3], Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new InputStatistics(1, two, two, Optional.of(new float[3])));
  }
}
