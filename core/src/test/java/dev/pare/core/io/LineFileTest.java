package dev.pare.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
  @TempDir private Path folder;

  @Test
  void goesOnWhereItEndedWithoutTheLineThatAKillCut() throws IOException {
    Path file = folder.resolve("made").resolve("lines");
    try (LineFile lines = new LineFile(file, (number, line) -> {})) {
      assertTrue(lines.isEmpty());
      lines.append("eins");
      lines.append("zwölf");
    }
    Files.writeString(file, Files.readString(file) + "hal");
    List<String> seen = new ArrayList<>();
    try (LineFile lines = new LineFile(file, (number, line) -> seen.add(number + " " + line))) {
      lines.append("drei");
    }
    assertEquals(List.of("1 eins", "2 zwölf"), seen);
    assertEquals("eins\nzwölf\ndrei\n", Files.readString(file));
  }

  @Test
  void isHeldByOneRun() {
    Path file = folder.resolve("lines");
    try (LineFile held = new LineFile(file, (number, line) -> {})) {
      assertTrue(held.isEmpty());
      PareException told =
          assertThrows(PareException.class, () -> new LineFile(file, (number, line) -> {}));
      assertTrue(told.getMessage().contains("is being written by another run"), told.getMessage());
    }
  }

  @Test
  void whatIsRefusedStays() throws IOException {
    Path file = Files.writeString(folder.resolve("lines"), "one\ntw");
    assertThrows(
        PareException.class,
        () ->
            new LineFile(
                file,
                (number, line) -> {
                  throw new PareException(file, "is damaged", "");
                }));
    assertEquals("one\ntw", Files.readString(file));
  }
}
