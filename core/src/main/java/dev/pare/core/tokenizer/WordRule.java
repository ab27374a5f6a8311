package dev.pare.core.tokenizer;

import dev.pare.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How a byte-level tokenizer cuts text into the words that its merges never cross, by the name that
 * GGUF gives the rule: {@code gpt-2} (digits in runs), {@code smollm} (the same, each digit alone),
 * {@code llama-bpe} (up to three digits), {@code qwen2} (each digit alone, text in normalization
 * form C), and the others that {@code PreTokenizations} lists.
 */
public final class WordRule {
  private final PreTokenization rule;

  private WordRule(PreTokenization rule) {
    this.rule = rule;
  }

  /**
   * @param where what to name in errors
   * @throws dev.pare.core.PareException if there is no such rule
   */
  public static WordRule named(String where, String name) {
    return new WordRule(PreTokenizations.named(where, name));
  }

  public String name() {
    return rule.name();
  }

  /** Whether a word that is a token is that token, whatever the merges say. */
  public boolean ignoreMerges() {
    return rule.ignoreMerges();
  }

  /** What a {@code tokenizer.json} says of it: normalizer, pre_tokenizer and decoder. */
  public Map<String, Object> json() {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("normalizer", rule.nfc() ? PreTokenization.typed("NFC") : null);
    parts.put("pre_tokenizer", rule.json());
    parts.put("decoder", PreTokenization.byteLevel());
    return parts;
  }

  /**
   * Takes texts and hands on their words as text, in order; for one thread. A lone surrogate is
   * U+FFFD.
   */
  public Consumer<String> cutter(Consumer<String> words) {
    JsonObject file = new JsonObject(rule.name(), json());
    Normalizer normalizer =
        file.object("normalizer").map(NormalizerReader::read).orElse(Normalizer.NONE);
    Pieces pieces =
        new PreTokenizerReader(file)
            .preTokenizer()
            .onto((text, from, to, first) -> words.accept(text.substring(from, to)));
    return text -> {
      String known = normalizer.normalize(Unicode.wellFormed(text));
      if (!known.isEmpty()) {
        pieces.accept(known, 0, known.length(), true);
      }
    };
  }
}
