package dev.pare.core.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  @TempDir private Path parent;

  @Test
  void goesWithAllThatIsInIt() throws IOException {
    Path file;
    TemporaryFolder folder = new TemporaryFolder("pare-test");
    try (folder) {
      file = folder.resolve("deep/er/file");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "1");
      assertTrue(Files.isDirectory(folder.resolve("deep")));
    }
    assertFalse(Files.exists(file.getParent().getParent().getParent()));
    assertThrows(PareException.class, () -> folder.resolve("late"));
  }

  /** On a signal an output and the folder that it is made in are removed at the same time. */
  @Test
  void treesAreRemovedBySeveralAtATime() throws IOException {
    for (int round = 0; round < 20; round++) {
      Path root = parent.resolve("tree");
      for (int i = 0; i < 30; i++) {
        Path inner = Files.createDirectories(root.resolve("a" + i % 5 + "/b" + i));
        Files.writeString(inner.resolve("file"), "1");
      }
      Stream<Path> removed =
          IntStream.range(0, 8).mapToObj(i -> i % 2 == 0 ? root : root.resolve("a" + i % 5));
      removed.parallel().forEach(TemporaryFolderTest::delete);
      assertFalse(Files.exists(root));
    }
  }

  private static void delete(Path tree) {
    try {
      StagedOutput.deleteTree(tree);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
