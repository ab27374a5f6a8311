package dev.pare.core.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Hugging Face's own tokenizer beside ours, both from one file. */
final class Oracle implements AutoCloseable {
  private final HuggingFaceTokenizer theirs;
  private final Tokenizer ours;

  Oracle(Path file) throws IOException {
    ours = TokenizerJson.read(file);
    theirs =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(file)
            .optAddSpecialTokens(true)
            .optTruncation(false)
            .optPadding(false)
            .build();
  }

  Tokenizer ours() {
    return ours;
  }

  void assertAgree(String text) {
    for (boolean special : new boolean[] {true, false}) {
      int[] ids = ours.encode(text, special);
      assertArrayEquals(
          ints(theirs.encode(text, special, false).getIds()), ids, () -> "ids of " + shown(text));
      assertDecodesAlike(ids, text);
    }
  }

  void assertDecodesAlike(int[] ids, String text) {
    for (boolean skip : new boolean[] {true, false}) {
      String decoded = ours.decode(ids, skip);
      assertEquals(
          theirs.decode(Arrays.stream(ids).asLongStream().toArray(), skip),
          decoded,
          () -> "text of " + Arrays.toString(ids) + " from " + shown(text));
      assertEquals(decoded, streamed(ids, skip), () -> "streamed text of " + Arrays.toString(ids));
    }
  }

  private String streamed(int[] ids, boolean skip) {
    StreamingDecoder decoder = ours.streamingDecoder(skip);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.accept(id));
    }
    return text.append(decoder.finish()).toString();
  }

  private static int[] ints(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  /** The text in ASCII, so that a failure can be copied into a test. */
  private static String shown(String text) {
    StringBuilder ascii = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> ascii.append(c < 0x20 || c > 0x7E ? String.format("\\u%04X", c) : "" + (char) c));
    return ascii.append('"').toString();
  }

  @Override
  public void close() {
    theirs.close();
  }
}
