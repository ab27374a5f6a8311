package dev.pare.core.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizersTest {
  private static final String VOCAB =
      "{\"a\": 0, \"b\": 1, \"ab\": 2, \"\u0120\": 3, \"<|endoftext|>\": 4}";
  private static final String MERGES = "#version: 0.2\na b\n";

  @Test
  void takesTokenizerJsonFirst(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), TestResources.text("tiny.json"));
    Files.writeString(folder.resolve("vocab.json"), "not read");
    Files.writeString(folder.resolve("merges.txt"), "not read");
    assertEquals(15, Tokenizers.inFolder(folder).vocabularySize());
  }

  @Test
  void takesGpt2sPair() {
    Tokenizer tokenizer =
        Tokenizers.of(Map.of("vocab.json", bytes(VOCAB), "merges.txt", bytes(MERGES)), "model");
    assertArrayEquals(new int[] {2, 3, 0, 4}, tokenizer.encode("ab a<|endoftext|>"));
    assertEquals("ab a", tokenizer.decode(new int[] {2, 3, 0, 4}, true));
    assertTrue(tokenizer.isSpecial(4));
  }

  @Test
  void namesTheFolderWithoutATokenizer(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("vocab.json"), VOCAB);
    String message =
        assertThrows(PareException.class, () -> Tokenizers.inFolder(folder)).getMessage();
    assertTrue(message.startsWith(folder + ": no tokenizer.json"), message);
  }

  @Test
  void namesTheBrokenFile() {
    Map<String, ByteSource> broken = Map.of("vocab.json", bytes("{"), "merges.txt", bytes(MERGES));
    String message =
        assertThrows(PareException.class, () -> Tokenizers.of(broken, "model")).getMessage();
    assertTrue(message.startsWith("model vocab.json: not valid JSON"), message);
    Map<String, ByteSource> unknown =
        Map.of("vocab.json", bytes(VOCAB), "merges.txt", bytes("a b c\n"));
    assertThrows(PareException.class, () -> Tokenizers.of(unknown, "model"));
  }

  private static ByteSource bytes(String text) {
    return ByteSource.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
