package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CalibrationDocumentsTest {
  @TempDir private Path temp;

  private static CalibrationDocuments documents(long seed) {
    return new CalibrationDocuments(Documents.WORLD, Mix.bundled(), seed);
  }

  private static List<String> texts(long seed) {
    return documents(seed).documents().limit(300).map(Document::text).toList();
  }

  @Test
  void dependOnTheSeedAlone() {
    assertEquals(texts(7), texts(7));
    assertNotEquals(texts(7), texts(8));
    assertNotEquals(texts(7), texts(-7));
  }

  @Test
  void areLinesOfTextAndKind() throws IOException {
    Path file = temp.resolve("texts.jsonl");
    documents(7).write(300, file);
    List<JsonObject> lines =
        Files.readAllLines(file).stream().map(line -> Json.readObject("line", line)).toList();
    assertEquals(texts(7), lines.stream().map(line -> line.requireString("text")).toList());
    Set<String> kinds =
        lines.stream().map(line -> line.requireString("kind")).collect(Collectors.toSet());
    assertTrue(kinds.containsAll(Set.of("statement", "question", "passage")), kinds.toString());
  }

  @Test
  void aFolderThatIsMissingIsNamed() {
    Path file = temp.resolve("none/texts.jsonl");
    PareException failure = assertThrows(PareException.class, () -> documents(7).write(1, file));
    assertTrue(failure.getMessage().startsWith(file.toString()), failure.getMessage());
  }
}
