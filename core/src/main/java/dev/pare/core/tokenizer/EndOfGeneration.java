package dev.pare.core.tokenizer;

import dev.pare.core.gguf.GgufArray;
import dev.pare.core.gguf.GgufFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The tokens that end what a model generates. A GGUF file names at most three of them; the others
 * are known by their text, as llama.cpp knows them, and are control tokens whatever the file says.
 */
public final class EndOfGeneration {
  private static final String END = "<|end|>";

  private static final Set<String> TEXTS =
      Set.of(
          END,
          "<|eot_id|>",
          "<|eom_id|>",
          "<|im_end|>",
          "<|return|>",
          "<|call|>",
          "<|calls|>",
          "<|flush|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "</s>",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "[EOS]",
          "<end_of_utterance>",
          "<eos>",
          "<｜end▁of▁sentence｜>");

  private static final List<String> UNMISTAKABLE = List.of("<|", "<｜", "<end_of_");

  private EndOfGeneration() {}

  /**
   * Whether a token ends a generation. One that the file calls a normal token does only where its
   * text can be nothing else: {@code </s>} is HTML as well.
   */
  static boolean isEnd(String token, long type) {
    return TEXTS.contains(token)
        && (type != GgufKeys.TYPE_NORMAL || UNMISTAKABLE.stream().anyMatch(token::startsWith));
  }

  /**
   * The ids of a file's ends of generation, its {@code eos_token_id} first; empty where it has
   * none. The vocabulary is passed over, and not held.
   */
  public static List<Long> of(GgufFile file) {
    List<Long> ids = new ArrayList<>();
    for (String key : List.of(GgufKeys.EOS, GgufKeys.EOT, GgufKeys.EOM)) {
      file.metadata()
          .integer(key)
          .filter(id -> id >= 0 && id <= Integer.MAX_VALUE && !ids.contains(id))
          .ifPresent(ids::add);
    }
    Map<Long, String> known = byText(file);
    Collection<String> texts = known.values();
    if ((texts.contains("<|return|>") || texts.contains("<|flush|>"))
        && (texts.contains("<|call|>") || texts.contains("<|calls|>"))) {
      texts.remove(END); // there it ends a message, and generation goes on
    }
    known.keySet().stream().filter(id -> !ids.contains(id)).forEach(ids::add);
    return ids;
  }

  private static Map<Long, String> byText(GgufFile file) {
    Map<Long, String> known = new TreeMap<>();
    forEach(
        file,
        GgufKeys.TOKENS,
        (id, token) -> {
          if (token instanceof String text && TEXTS.contains(text)) {
            known.put(id, text);
          }
        });
    forEach(
        file,
        GgufKeys.TYPES,
        (id, type) -> {
          if (type instanceof Long number && known.containsKey(id)) {
            known.computeIfPresent(id, (i, text) -> isEnd(text, number) ? text : null);
          }
        });
    return known;
  }

  private static void forEach(GgufFile file, String key, BiConsumer<Long, Object> consumer) {
    GgufArray array = file.arrays().get(key);
    if (array != null) {
      long[] index = {0};
      array.forEach(item -> consumer.accept(index[0]++, item));
    }
  }
}
