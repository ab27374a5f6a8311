package dev.pare.evaluate.generate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lists of words and sentences that come with Pare, an entry a line. */
final class WordList {
  private WordList() {}

  static List<String> named(String name) {
    try (InputStream in = WordList.class.getResourceAsStream(name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is in our own jar
    }
  }
}
