package dev.pare.core.testing;

import dev.pare.core.json.JsonWriting;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tokenizer.json whose tokens are the characters of ASCII: three special tokens, the line feed,
 * and the printable characters. It begins texts with {@code <s>}, id 1.
 */
public final class AsciiTokenizer {
  public static final int VOCABULARY = 3 + 1 + ('~' - ' ' + 1);

  private AsciiTokenizer() {}

  /** The file. */
  public static byte[] json() {
    return JsonWriting.toString(tokenizer()).getBytes(StandardCharsets.UTF_8);
  }

  /** A character's id. */
  public static int id(char c) {
    return c == '\n' ? 3 : c - ' ' + 4;
  }

  private static Map<String, Object> tokenizer() {
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    for (String token : List.of("<unk>", "<s>", "</s>", "\n")) {
      vocabulary.put(token, vocabulary.size());
    }
    for (char c = ' '; c <= '~'; c++) {
      vocabulary.put(String.valueOf(c), vocabulary.size());
    }
    Map<String, Object> template =
        Map.of(
            "type",
            "TemplateProcessing",
            "single",
            List.of(
                Map.of("SpecialToken", Map.of("id", "<s>", "type_id", 0)),
                Map.of("Sequence", Map.of("id", "A", "type_id", 0))),
            "special_tokens",
            Map.of("<s>", Map.of("id", "<s>", "ids", List.of(1), "tokens", List.of("<s>"))));
    return Map.of(
        "added_tokens",
        List.of(special(0, "<unk>"), special(1, "<s>"), special(2, "</s>")),
        "post_processor",
        template,
        "decoder",
        Map.of("type", "Fuse"),
        "model",
        Map.of("type", "BPE", "unk_token", "<unk>", "vocab", vocabulary, "merges", List.of()));
  }

  private static Map<String, Object> special(int id, String token) {
    return Map.of(
        "id",
        id,
        "content",
        token,
        "single_word",
        false,
        "lstrip",
        false,
        "rstrip",
        false,
        "normalized",
        false,
        "special",
        true);
  }
}
