package dev.pare.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowStoreTest {
  private static final int ROWS = 9;
  private static final int WIDTH = 7;
  private static final long BYTES = ROWS * WIDTH * Float.BYTES;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {BYTES, BYTES - 1})
  void givesBackWhatItWasGiven(long memory) {
    float[][] rows = new float[ROWS][WIDTH];
    Random random = new Random(1);
    try (RowStore store = RowStore.open(ROWS, WIDTH, memory, folder)) {
      for (int round = 0; round < 2; round++) {
        for (int row : new int[] {3, 0, 8, 1, 2, 7, 4, 6, 5}) {
          for (int v = 0; v < WIDTH; v++) {
            rows[row][v] = random.nextFloat();
          }
          store.put(row, FloatBuffer.wrap(rows[row]));
        }
        float[] read = new float[WIDTH];
        for (int row = 0; row < ROWS; row++) {
          store.get(row, read);
          assertArrayEquals(rows[row], read);
        }
      }
    }
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void choosesByTheMemoryAllowed() {
    try (RowStore memory = RowStore.open(ROWS, WIDTH, BYTES, folder);
        RowStore file = RowStore.open(ROWS, WIDTH, BYTES - 1, folder)) {
      assertInstanceOf(MemoryRows.class, memory);
      assertInstanceOf(FileRows.class, file);
    }
  }

  @Test
  void namesTheFolderThatTakesNoFile() {
    Path missing = folder.resolve("missing");
    var failure = assertThrows(PareException.class, () -> RowStore.open(ROWS, WIDTH, 0, missing));
    assertTrue(failure.getMessage().startsWith(missing + ": "), failure.getMessage());
  }
}
