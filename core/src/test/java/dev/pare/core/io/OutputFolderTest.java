package dev.pare.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
  private static final List<String> MODEL_FILES = List.of("config.json", "model.safetensors");

  @TempDir private Path parent;

  @Test
  void appearsOnlyWhenCommitted() throws IOException {
    Path out = parent.resolve("deep/er/out");
    try (OutputFolder folder = new OutputFolder(out, false)) {
      Files.writeString(folder.staging().resolve("a"), "1");
      assertFalse(Files.exists(out));
      folder.commit();
    }
    assertEquals("1", Files.readString(out.resolve("a")));
    assertEquals(List.of("out"), list(out.getParent()));
  }

  @Test
  void leavesNothingWhenClosedBefore() throws IOException {
    try (OutputFolder folder = new OutputFolder(parent.resolve("out"), false)) {
      Files.writeString(folder.staging().resolve("a"), "1");
    }
    assertEquals(List.of(), list(parent));
  }

  @Test
  void removesWhatAKilledRunLeft() throws IOException {
    Path leftover = parent.resolve(".out.partial/old");
    Files.createDirectories(leftover.getParent());
    Files.writeString(leftover, "half a model");
    Files.writeString(parent.resolve(".out.lock"), "");
    try (OutputFolder folder = new OutputFolder(parent.resolve("out"), false)) {
      assertFalse(Files.exists(leftover));
      folder.commit();
    }
    assertEquals(List.of("out"), list(parent));
    assertEquals(List.of(), list(parent.resolve("out")));
  }

  @Test
  void aNameThatIsTakenIsRefusedAndKept() throws IOException {
    Path out = Files.createDirectory(parent.resolve("out"));
    Files.writeString(out.resolve("precious"), "1");
    PareException e = assertThrows(PareException.class, () -> new OutputFolder(out, false));
    assertTrue(
        e.getMessage().endsWith("exists already; choose another name or add --force"),
        e.getMessage());
    assertEquals(List.of("out"), list(parent));
    assertEquals("1", Files.readString(out.resolve("precious")));
  }

  @Test
  void overwritingReplacesTheWholeFolderOnCommitOnly() throws IOException {
    Path out = model();
    try (OutputFolder folder = new OutputFolder(out, true)) {
      Files.writeString(folder.staging().resolve("new"), "2");
      assertEquals(MODEL_FILES, list(out));
      folder.commit();
    }
    assertEquals(List.of("new"), list(out));
    assertEquals(List.of("out"), list(parent));
  }

  @Test
  void aFolderThatIsNoModelIsNeverReplaced() throws IOException {
    Path out = Files.createDirectory(parent.resolve("out"));
    Files.writeString(out.resolve("precious"), "1");
    PareException e = assertThrows(PareException.class, () -> new OutputFolder(out, true));
    assertTrue(e.getMessage().contains("holds other things than a model"), e.getMessage());
    assertEquals("1", Files.readString(out.resolve("precious")));
  }

  @Test
  void aProgramsFolderWithAConfigIsNoModel() throws IOException {
    Path out = Files.createDirectory(parent.resolve("out"));
    Files.writeString(out.resolve("config.json"), "{}");
    assertThrows(PareException.class, () -> new OutputFolder(out, true));
    assertEquals(List.of("config.json"), list(out));
  }

  @Test
  void whatAppearsMeanwhileIsKept() throws IOException {
    Path out = parent.resolve("out");
    try (OutputFolder folder = new OutputFolder(out, false)) {
      model();
      PareException e = assertThrows(PareException.class, folder::commit);
      assertTrue(e.getMessage().contains("exists already"), e.getMessage());
    }
    assertEquals(MODEL_FILES, list(out));
    assertEquals(List.of("out"), list(parent));
  }

  @Test
  void aModelThatAKilledCommitMovedAsideGetsItsNameBack() throws IOException {
    Files.move(model(), parent.resolve(".out.replaced"));
    Path out = parent.resolve("out");
    assertThrows(PareException.class, () -> new OutputFolder(out, false));
    assertEquals(MODEL_FILES, list(out));
    assertEquals(List.of("out"), list(parent));
  }

  @Test
  void anEmptyFolderMayBeReplaced() throws IOException {
    Path out = Files.createDirectory(parent.resolve("out"));
    try (OutputFolder folder = new OutputFolder(out, true)) {
      Files.writeString(folder.staging().resolve("new"), "2");
      folder.commit();
    }
    assertEquals(List.of("new"), list(out));
  }

  @Test
  void whatWasDiscardedCannotBeCommitted() throws IOException {
    Path out = model();
    OutputFolder folder = new OutputFolder(out, true);
    folder.close();
    assertThrows(PareException.class, folder::commit);
    assertEquals(MODEL_FILES, list(out));
  }

  @Test
  void rootHasNoName() {
    PareException e =
        assertThrows(PareException.class, () -> OutputFolder.requireFree(Path.of("/"), true));
    assertTrue(e.getMessage().contains("no name for an output folder"), e.getMessage());
  }

  @Test
  void aFileIsNeverReplaced() throws IOException {
    Path out = Files.writeString(parent.resolve("out"), "1");
    PareException e = assertThrows(PareException.class, () -> new OutputFolder(out, true));
    assertTrue(e.getMessage().contains("is a file"), e.getMessage());
  }

  @Test
  void twoRunsCannotWriteTheSameFolder() {
    try (OutputFolder folder = new OutputFolder(parent.resolve("out"), false)) {
      PareException e =
          assertThrows(PareException.class, () -> new OutputFolder(parent.resolve("out"), false));
      assertTrue(e.getMessage().contains("being written by another run"), e.getMessage());
      assertTrue(Files.isDirectory(folder.staging()));
    }
  }

  @Test
  void aParentThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "1");
    PareException e =
        assertThrows(PareException.class, () -> new OutputFolder(file.resolve("out"), false));
    assertTrue(e.getMessage().contains("cannot be written"), e.getMessage());
  }

  /** A folder of the name {@code out} that may be replaced. */
  private Path model() throws IOException {
    Path out = Files.createDirectory(parent.resolve("out"));
    for (String name : MODEL_FILES) {
      Files.writeString(out.resolve(name), "{}");
    }
    return out;
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
