package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads Hugging Face's {@code tokenizer.json} with a BPE model. What it does not support is refused
 * by name; "truncation" and "padding" are left to the caller.
 */
public final class TokenizerJson {
  private TokenizerJson() {}

  public static Tokenizer read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in);
    } catch (NoSuchFileException e) {
      throw new PareException(file, "no such file", "check the path", e);
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  /**
   * @param source what to name in errors
   */
  public static Tokenizer read(String source, InputStream in) {
    return of(TokenizerParts.read(source, in));
  }

  static Tokenizer of(TokenizerParts parts) {
    JsonObject file = parts.json();
    PreTokenizerReader preTokenizer = new PreTokenizerReader(file);
    Vocabulary vocabulary = parts.vocabulary();
    return new BpeTokenizer(
        vocabulary,
        parts.added(),
        file.object("normalizer").map(NormalizerReader::read).orElse(Normalizer.NONE),
        preTokenizer.preTokenizer(),
        BpeReader.read(parts, preTokenizer.endsInBytes()),
        file.object("post_processor").map(j -> Template.read(j, vocabulary)).orElse(Template.NONE),
        file.object("decoder").map(DecoderReader::read).orElse(DecoderReader.SPACE_BETWEEN));
  }
}
