package dev.pare.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is put in comes out: as it was from memory, in bfloat16 from a file. */
class HiddenStatesTest {
  private static final int TOKENS = 3;
  private static final int WIDTH = 4;

  @TempDir private Path temp;

  private static float[] values(int rows, long seed) {
    float[] values = new float[rows * TOKENS * WIDTH];
    Random random = new Random(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static void set(HiddenStates hidden, int batch, float[] values) {
    try (TorchScope scope = TorchScope.open()) {
      int rows = values.length / TOKENS / WIDTH;
      hidden.set(batch, Torch.floats(values, rows, TOKENS, WIDTH));
    }
  }

  private static float[] get(HiddenStates hidden, int batch, int rows) {
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor tensor = hidden.get(batch);
      assertArrayEquals(new long[] {rows, TOKENS, WIDTH}, tensor.shape());
      return tensor.floats();
    }
  }

  private static float[] rounded(float[] values) {
    float[] rounded = values.clone();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = FloatCodec.round(DType.BF16, rounded[i]);
    }
    return rounded;
  }

  @Test
  void inMemoryAsTheyWere() {
    try (HiddenStates hidden = new HiddenInMemory(2)) {
      set(hidden, 0, values(2, 1));
      set(hidden, 1, values(1, 2));
      set(hidden, 0, values(2, 3));
      assertArrayEquals(values(2, 3), get(hidden, 0, 2));
      assertArrayEquals(values(1, 2), get(hidden, 1, 1));
    }
  }

  /** Five sequences, two a batch: the last batch has one. */
  @Test
  void inAFileRounded() throws IOException {
    Path file = Files.writeString(temp.resolve("hidden"), "of a run that was killed");
    try (HiddenStates hidden = new HiddenInFile(file, 5, 2, TOKENS, WIDTH)) {
      assertEquals(5 * TOKENS * WIDTH * 2, Files.size(file));
      for (int batch = 0; batch < 3; batch++) {
        set(hidden, batch, values(batch < 2 ? 2 : 1, batch));
      }
      set(hidden, 1, values(2, 7));
      assertArrayEquals(rounded(values(2, 0)), get(hidden, 0, 2));
      assertArrayEquals(rounded(values(2, 7)), get(hidden, 1, 2));
      assertArrayEquals(rounded(values(1, 2)), get(hidden, 2, 1));
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void whichOneIsAQuestionOfSize() {
    CalibrationSettings settings = Calibrations.settings(10, 8, true, 1);
    assertTrue(CalibrationBatches.inMemory(settings, (1 << 20) / 4 / 80));
    assertFalse(CalibrationBatches.inMemory(settings, (1 << 20) / 4 / 80 + 1));
  }
}
