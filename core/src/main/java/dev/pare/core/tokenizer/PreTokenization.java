package dev.pare.core.tokenizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rule that a value of {@code tokenizer.ggml.pre} stands for.
 *
 * @param name the value
 * @param nfc whether the models of that name bring text into normalization form C first; llama.cpp
 *     does not
 * @param ignoreMerges whether a word that is a token is that token, whatever the merges say
 * @param addBos whether the start token is added where {@code add_bos_token} is not given
 * @param patterns each cuts the pieces that the one before it left into its matches and what is
 *     between them; in Oniguruma's syntax
 */
record PreTokenization(
    String name, boolean nfc, boolean ignoreMerges, boolean addBos, List<String> patterns) {

  /** The {@code pre_tokenizer} that it is in a {@code tokenizer.json}. */
  Map<String, Object> json() {
    List<Object> steps = new ArrayList<>();
    patterns.forEach(
        pattern -> {
          Map<String, Object> step = typed("Split");
          step.put("pattern", Map.of("Regex", pattern));
          step.put("behavior", "Isolated");
          step.put("invert", false);
          steps.add(step);
        });
    steps.add(byteLevel());
    Map<String, Object> all = typed("Sequence");
    all.put("pretokenizers", steps);
    return all;
  }

  /** Spelling in {@link ByteAlphabet} alone, as a step or as the decoder. */
  static Map<String, Object> byteLevel() {
    Map<String, Object> step = typed("ByteLevel");
    step.put("add_prefix_space", false);
    step.put("trim_offsets", true);
    step.put("use_regex", false);
    return step;
  }

  static Map<String, Object> typed(String type) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", type);
    return object;
  }
}
