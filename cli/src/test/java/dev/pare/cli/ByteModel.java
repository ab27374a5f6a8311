package dev.pare.cli;

import dev.pare.core.json.JsonWriting;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A random model that every format has a place for: 256 wide, so that whole super-blocks fit, with
 * GPT-2's byte tokenizer without merges. Its head knows only printable ASCII, so that what it
 * writes is text.
 */
final class ByteModel {
  private static final int VOCABULARY = 257;
  private static final String END = "<|endoftext|>";

  private ByteModel() {}

  /**
   * @param changes keys of config.json that differ
   */
  static RandomCheckpoint checkpoint(DType type, Map<String, Object> changes) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("hidden_size", 256L);
    settings.put("intermediate_size", 512L);
    settings.put("num_attention_heads", 4L);
    settings.put("num_key_value_heads", 2L);
    settings.put("head_dim", 64L);
    settings.put("vocab_size", (long) VOCABULARY);
    settings.put("tie_word_embeddings", false);
    settings.put("bos_token_id", VOCABULARY - 1L);
    settings.put("eos_token_id", VOCABULARY - 1L);
    settings.putAll(changes);
    RandomCheckpoint model = SmallLlama.of(type, settings, 3);
    return model
        .with("lm_head.weight", lettered(type, model.tensor("lm_head.weight")))
        .withCompanion("tokenizer.json", bytes(tokenizer()))
        .withCompanion("tokenizer_config.json", bytes(Map.of("eos_token", END)));
  }

  private static byte[] bytes(Map<String, Object> json) {
    return JsonWriting.toString(json).getBytes(StandardCharsets.UTF_8);
  }

  private static WeightTensor lettered(DType type, WeightTensor head) {
    int columns = head.shape().columns();
    float[] w = new float[VOCABULARY * columns];
    head.decodeRows(0, VOCABULARY, w);
    for (int row = 0; row < VOCABULARY; row++) {
      if (row < 'a' || row > 'h') {
        Arrays.fill(w, row * columns, (row + 1) * columns, 0);
      }
    }
    return DenseTensor.of(type, head.shape(), w);
  }

  private static Map<String, Object> tokenizer() {
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    int others = 256;
    for (int b = 0; b < 256; b++) {
      boolean spelled = (b > ' ' && b < 0x7f) || (b > 0xa0 && b != 0xad);
      vocabulary.put(String.valueOf((char) (spelled ? b : others++)), b);
    }
    Map<String, Object> steps =
        Map.of(
            "type",
            "ByteLevel",
            "add_prefix_space",
            false,
            "trim_offsets",
            true,
            "use_regex",
            true);
    Map<String, Object> end =
        Map.of(
            "id", VOCABULARY - 1,
            "content", END,
            "single_word", false,
            "lstrip", false,
            "rstrip", false,
            "normalized", false,
            "special", true);
    return Map.of(
        "added_tokens",
        List.of(end),
        "pre_tokenizer",
        steps,
        "decoder",
        steps,
        "model",
        Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()));
  }
}
