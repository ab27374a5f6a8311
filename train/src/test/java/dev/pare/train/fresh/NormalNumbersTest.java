package dev.pare.train.fresh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NormalNumbersTest {
  /** Beside the generator written in Python ({@code oracles/fresh_golden.py}). */
  @Test
  void areWhatTheFormulaSays() {
    float[] expected = {-1.4401083f, 1.4345838f, -0.32619393f, -0.13423643f, 0.17561403f};
    assertArrayEquals(expected, numbers(1, "model.embed_tokens.weight", 0, 5), 1e-7f);
    float[] far = {0.015342648f, -0.2233963f, -1.1904353f, 0.36663666f, 0.17301589f};
    assertArrayEquals(far, numbers(-7, "é", (1L << 33) + 1, 5), 1e-7f);
  }

  @Test
  void dependOnTheirIndexAlone() {
    float[] all = numbers(3, "w", 0, 100);
    for (int first = 0; first < 10; first++) {
      for (int count = 1; count < 10; count++) {
        assertArrayEquals(
            Arrays.copyOfRange(all, first, first + count), numbers(3, "w", first, count), 0);
      }
    }
  }

  @Test
  void areStandardNormal() {
    int count = 1 << 20;
    float[] numbers = numbers(11, "w", 0, count);
    double[] moments = new double[5];
    double neighbours = 0;
    int within = 0;
    for (int i = 0; i < count; i++) {
      for (int power = 1; power <= 4; power++) {
        moments[power] += Math.pow(numbers[i], power) / count;
      }
      neighbours += (double) numbers[i] * numbers[(i + 1) % count] / count;
      within += Math.abs(numbers[i]) < 1 ? 1 : 0;
    }
    double error = 1 / Math.sqrt(count); // of a mean
    assertEquals(0, moments[1], 4 * error);
    assertEquals(1, moments[2], 4 * Math.sqrt(2) * error);
    assertEquals(0, moments[3], 4 * Math.sqrt(15) * error);
    assertEquals(3, moments[4], 4 * Math.sqrt(96) * error);
    assertEquals(0, neighbours, 4 * error);
    assertEquals(0.682689, (double) within / count, 2 * error);
  }

  private static float[] numbers(long seed, String name, long first, int count) {
    float[] numbers = new float[count];
    new NormalNumbers(seed, name).fill(first, 1, numbers, count);
    return numbers;
  }
}
