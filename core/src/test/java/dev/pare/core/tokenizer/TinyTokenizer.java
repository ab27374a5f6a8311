package dev.pare.core.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The tokenizer file with 15 tokens among the test resources. */
final class TinyTokenizer {
  private TinyTokenizer() {}

  static String json() {
    try (InputStream in = TinyTokenizer.class.getResourceAsStream("tiny.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
