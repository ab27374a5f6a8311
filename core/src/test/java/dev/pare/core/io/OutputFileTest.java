package dev.pare.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path parent;

  private Set<String> list() {
    return Set.of(parent.toFile().list());
  }

  @Test
  void appearsOnlyWhenCommitted() throws IOException {
    Path out = parent.resolve("deep/er/out");
    try (OutputFile file = new OutputFile(out, false)) {
      Files.writeString(file.staging(), "1");
      assertFalse(Files.exists(out));
      file.commit();
    }
    assertEquals("1", Files.readString(out));
    assertEquals(Set.of("out"), Set.of(out.getParent().toFile().list()));
  }

  @Test
  void leavesNothingWhenClosedBefore() throws IOException {
    try (OutputFile file = new OutputFile(parent.resolve("out"), false)) {
      Files.writeString(file.staging(), "1");
    }
    assertEquals(Set.of(), list());
  }

  @Test
  void removesWhatAKilledRunLeft() throws IOException {
    Files.writeString(parent.resolve(".out.partial"), "half a model");
    Files.writeString(parent.resolve(".out.lock"), "");
    try (OutputFile file = new OutputFile(parent.resolve("out"), false)) {
      assertFalse(Files.exists(file.staging()));
    }
    assertEquals(Set.of(), list());
  }

  @Test
  void aFileIsReplacedOnlyWhenAllowed() throws IOException {
    Path out = Files.writeString(parent.resolve("out"), "old");
    PareException e = assertThrows(PareException.class, () -> new OutputFile(out, false));
    assertEquals(out + ": exists already; choose another name or add --force", e.getMessage());
    try (OutputFile file = new OutputFile(out, true)) {
      Files.writeString(file.staging(), "new");
      assertEquals("old", Files.readString(out));
      file.commit();
    }
    assertEquals("new", Files.readString(out));
    assertEquals(Set.of("out"), list());
  }

  @Test
  void aFileThatAppearsMeanwhileIsKept() throws IOException {
    Path out = parent.resolve("out");
    try (OutputFile file = new OutputFile(out, false)) {
      Files.writeString(file.staging(), "new");
      Files.writeString(out, "precious");
      assertThrows(PareException.class, file::commit);
    }
    assertEquals("precious", Files.readString(out));
    assertEquals(Set.of("out"), list());
  }

  @Test
  void foldersAndLinksAreNoFiles() throws IOException {
    Path folder = Files.createDirectory(parent.resolve("folder"));
    PareException e = assertThrows(PareException.class, () -> new OutputFile(folder, true));
    assertTrue(e.getMessage().contains("is no plain file"), e.getMessage());
    assertThrows(PareException.class, () -> OutputFile.requireFree(Path.of("/"), false));
  }

  @Test
  void twoRunsDoNotWriteTheSameFile() {
    try (OutputFile first = new OutputFile(parent.resolve("out"), false)) {
      PareException e =
          assertThrows(PareException.class, () -> new OutputFile(parent.resolve("out"), false));
      assertTrue(e.getMessage().contains("is being written by another run"), e.getMessage());
      assertFalse(Files.exists(first.staging()));
    }
  }
}
