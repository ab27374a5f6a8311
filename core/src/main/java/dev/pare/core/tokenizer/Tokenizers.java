package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the tokenizer among the files of a model. */
public final class Tokenizers {
  private static final String TOKENIZER = "tokenizer.json";
  private static final String VOCABULARY = "vocab.json";
  private static final String MERGES = "merges.txt";
  private static final int LARGEST = 1 << 28;

  private Tokenizers() {}

  /** The tokenizer of a model's folder: {@code tokenizer.json}, or else GPT-2's pair of files. */
  public static Tokenizer inFolder(Path folder) {
    Map<String, ByteSource> files = new HashMap<>();
    for (String name : List.of(TOKENIZER, VOCABULARY, MERGES)) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        files.put(name, bytes(file));
      }
    }
    return of(files, folder);
  }

  /**
   * The tokenizer among files that are not in a folder.
   *
   * @param companions the content of the files that belong to a model, by name
   * @param where what to name in errors
   */
  public static Tokenizer of(Map<String, ByteSource> companions, Object where) {
    return TokenizerJson.of(parts(companions, where));
  }

  static TokenizerParts parts(Map<String, ByteSource> companions, Object where) {
    if (companions.containsKey(TOKENIZER)) {
      byte[] bytes = bytes(companions, TOKENIZER, where);
      return TokenizerParts.read(where + " " + TOKENIZER, new ByteArrayInputStream(bytes));
    }
    if (companions.containsKey(VOCABULARY) && companions.containsKey(MERGES)) {
      return Gpt2Files.read(
          where.toString(), text(companions, VOCABULARY, where), text(companions, MERGES, where));
    }
    if (where.toString().endsWith(".gguf")) {
      throw new PareException(
          where, "holds no tokenizer", "take a file with one, or the model's Hugging Face folder");
    }
    throw new PareException(
        where,
        "no tokenizer.json, and not both vocab.json and merges.txt",
        "copy the tokenizer files of the original model beside it");
  }

  private static ByteSource bytes(Path file) {
    try {
      return ByteSource.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  static String text(Map<String, ByteSource> companions, String name, Object where) {
    return new String(bytes(companions, name, where), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Map<String, ByteSource> companions, String name, Object where) {
    ByteSource source = companions.get(name);
    if (source.size() > LARGEST) {
      throw new PareException(
          where + " " + name, "has " + source.size() + " bytes", "check the file");
    }
    byte[] bytes = new byte[(int) source.size()];
    source.read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }
}
