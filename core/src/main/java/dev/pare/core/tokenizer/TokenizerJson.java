package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

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
    TokenizerFile tables = new TokenizerFile(source, in);
    JsonObject file = tables.rest();
    BpeReader model = new BpeReader(tables);
    PreTokenizerReader preTokenizer = new PreTokenizerReader(file);
    List<AddedToken> added = file.objects("added_tokens").stream().map(AddedToken::read).toList();
    Vocabulary vocabulary = new Vocabulary(source, tables.vocabulary(), added);
    return new BpeTokenizer(
        vocabulary,
        added,
        file.object("normalizer").map(NormalizerReader::read).orElse(Normalizer.NONE),
        preTokenizer.preTokenizer(),
        model.model(preTokenizer.endsInBytes()),
        file.object("post_processor").map(j -> Template.read(j, vocabulary)).orElse(Template.NONE),
        file.object("decoder").map(DecoderReader::read).orElse(DecoderReader.SPACE_BETWEEN));
  }
}
