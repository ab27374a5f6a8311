package dev.pare.core.tokenizer;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * GPT-2's older pair of files, {@code vocab.json} and {@code merges.txt}, as one tokenizer file.
 */
final class Gpt2Files {
  private static final String END_OF_TEXT = "<|endoftext|>";

  private Gpt2Files() {}

  /** The tokenizer with GPT-2's own settings: byte level, {@code <|endoftext|>} special. */
  static Tokenizer read(String source, String vocab, String merges) {
    JsonObject vocabulary = Json.readObject(source + " vocab.json", vocab);
    List<Object> lines = new ArrayList<>();
    merges
        .lines()
        .filter(line -> !line.startsWith("#version") && !line.isEmpty())
        .forEach(lines::add);
    Map<String, Object> byteLevel = Map.of("type", "ByteLevel", "add_prefix_space", false);
    List<Object> added =
        vocabulary
            .intValue(END_OF_TEXT, 0)
            .<List<Object>>map(id -> List.of(special(id)))
            .orElse(List.of());
    return TokenizerJson.read(
        new JsonObject(
            source,
            Map.of(
                "model",
                Map.of("type", "BPE", "vocab", vocabulary.values(), "merges", lines),
                "added_tokens",
                added,
                "pre_tokenizer",
                byteLevel,
                "decoder",
                byteLevel)));
  }

  private static Map<String, Object> special(long id) {
    return Map.of("id", id, "content", END_OF_TEXT, "special", true);
  }
}
