package dev.pare.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextLinesTest {
  @TempDir private Path temp;

  private TextLines open(String text) throws IOException {
    return TextLines.open(Files.writeString(temp.resolve("text"), text));
  }

  @Test
  void blankLinesAreNoLines() throws IOException {
    try (TextLines lines = open("\n one \n\t\n\ntwo\r\nthree")) {
      assertEquals(3, lines.count());
      assertEquals("one", lines.line(0));
      assertEquals("two", lines.line(1));
      assertEquals("three", lines.line(2));
      assertTrue(lines.where(1).endsWith("text line 5"), lines.where(1));
      assertEquals(Hashes.sha256(temp.resolve("text")), lines.sha256());
    }
  }

  /** Cut wherever it is, a text has whole characters. */
  @Test
  void textGoesOnOverLinesAsFarAsItIsAskedFor() throws IOException {
    String text = "x\n\né€😀 z\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (TextLines lines = open(text)) {
      for (int most = 1; most <= bytes.length + 1; most++) {
        String from = lines.from(0, most);
        assertTrue(text.startsWith(from), from);
        int length = from.getBytes(StandardCharsets.UTF_8).length;
        assertTrue((length <= most && length > most - 4) || most > bytes.length, from);
        assertEquals(most >= bytes.length, lines.reachesEnd(0, most));
      }
      assertEquals("é€😀 z\n", lines.from(1, 1000));
      assertFalse(lines.reachesEnd(1, 3));
    }
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    assertThrows(PareException.class, () -> open(" \n"));
    assertThrows(PareException.class, () -> TextLines.open(temp.resolve("none")));
    Files.write(temp.resolve("latin"), new byte[] {'a', '\n', 'b', (byte) 0xe9, '\n', 'c'});
    try (TextLines lines = TextLines.open(temp.resolve("latin"))) {
      assertEquals("a", lines.line(0));
      PareException e = assertThrows(PareException.class, () -> lines.line(1));
      assertTrue(e.getMessage().contains("latin line 2: not UTF-8 text"), e.getMessage());
      assertThrows(PareException.class, () -> lines.from(0, 1000));
    }
  }
}
