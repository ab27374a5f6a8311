package dev.pare.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationTextTest {
  @TempDir Path folder;

  @Test
  void readsUtf8AsItIs() throws IOException {
    String content = "\ufeffcafé — 3 €\r\n\n𝄞 end";
    assertEquals(content, read(content.getBytes(StandardCharsets.UTF_8)).content());
  }

  @Test
  void namesTheByteThatIsNoUtf8() {
    assertFails(new byte[] {'a', (byte) 0xc3, (byte) 0xa9, (byte) 0xff, 'b'}, "byte 3");
  }

  @Test
  void namesACharacterCutShort() {
    assertFails(new byte[] {'a', 'b', (byte) 0xe2, (byte) 0x82}, "byte 2");
  }

  @Test
  void refusesAnEmptyFile() {
    assertFails(new byte[0], "is empty");
  }

  @Test
  void refusesWhatIsNoFile() {
    Path missing = folder.resolve("missing.txt");
    var failure = assertThrows(PareException.class, () -> EvaluationText.read(missing));
    assertTrue(failure.getMessage().contains("is not there"), failure.getMessage());
    assertThrows(PareException.class, () -> EvaluationText.read(folder));
  }

  private EvaluationText read(byte[] bytes) throws IOException {
    return EvaluationText.read(Files.write(folder.resolve("text.txt"), bytes));
  }

  private void assertFails(byte[] bytes, String what) {
    var failure = assertThrows(PareException.class, () -> read(bytes));
    assertTrue(failure.getMessage().contains("text.txt: "), failure.getMessage());
    assertTrue(failure.getMessage().contains(what), failure.getMessage());
  }
}
