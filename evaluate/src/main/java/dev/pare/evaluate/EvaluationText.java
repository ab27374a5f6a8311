package dev.pare.evaluate;

import dev.pare.core.PareException;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A text to predict.
 *
 * @param name what errors call it: the file
 */
public record EvaluationText(String name, String content) {
  /** A text is encoded as a whole, so it is held in memory. */
  private static final long LARGEST = 1L << 30;

  public EvaluationText {
    if (content.isEmpty()) {
      throw new PareException(name, "is empty", "give a text to predict");
    }
  }

  /**
   * Reads a UTF-8 file, as it is: line ends and a byte order mark stay.
   *
   * @throws PareException if it is missing, empty, larger than 1 GiB or no UTF-8
   */
  public static EvaluationText read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new PareException(file, "is larger than 1 GiB", "evaluate on a part of it");
      }
      return new EvaluationText(file.toString(), decode(file, Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      throw new PareException(file, "is not there", "check the path", e);
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  private static String decode(Path file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult end = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (end.isError()) {
      throw new PareException(file, "is not UTF-8 at byte " + in.position(), "convert it to UTF-8");
    }
    return out.flip().toString();
  }

  /**
   * The token ids, with the special tokens that the tokenizer adds by itself.
   *
   * @param eachLine whether each line that is not blank is a sequence of its own; else all the text
   *     is one
   */
  List<TokenSequence> encode(Tokenizer tokenizer, boolean eachLine) {
    return eachLine
        ? content
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> new TokenSequence(tokenizer.encode(line)))
            .toList()
        : List.of(new TokenSequence(tokenizer.encode(content)));
  }
}
