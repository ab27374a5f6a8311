package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An architecture of GGUF: what differs between its files and Hugging Face's folders, for reading
 * and writing alike. {@code docs/gguf.md} has it as tables.
 *
 * @param gguf {@code general.architecture}, and what its keys begin with
 * @param families those it holds; the first is what a file is that says no more
 * @param names of the weights
 * @param keys of the metadata beside the sizes that all have
 */
record GgufArchitecture(String gguf, List<Family> families, GgufNames names, List<GgufKey> keys) {
  private static final Map<String, String> LLAMA_BLOCK =
      Map.of(
          "attn_norm", "input_layernorm",
          "attn_q", "self_attn.q_proj",
          "attn_k", "self_attn.k_proj",
          "attn_v", "self_attn.v_proj",
          "attn_output", "self_attn.o_proj",
          "ffn_norm", "post_attention_layernorm",
          "ffn_gate", "mlp.gate_proj",
          "ffn_up", "mlp.up_proj",
          "ffn_down", "mlp.down_proj");
  private static final Map<String, String> QUERY_KEY_NORMS =
      Map.of("attn_q_norm", "self_attn.q_norm", "attn_k_norm", "self_attn.k_norm");
  private static final Map<String, String> FOUR_NORMS =
      Map.of(
          "post_attention_norm", "post_attention_layernorm",
          "ffn_norm", "pre_feedforward_layernorm",
          "post_ffw_norm", "post_feedforward_layernorm");
  private static final Map<String, String> PHI3_BLOCK =
      Map.of(
          "attn_norm", "input_layernorm",
          "attn_qkv", "self_attn.qkv_proj",
          "attn_output", "self_attn.o_proj",
          "ffn_norm", "post_attention_layernorm",
          "ffn_up", "mlp.gate_up_proj",
          "ffn_down", "mlp.down_proj");
  private static final Map<String, String> GPT2_BLOCK =
      Map.of(
          "attn_norm", "ln_1",
          "attn_qkv", "attn.c_attn",
          "attn_output", "attn.c_proj",
          "ffn_norm", "ln_2",
          "ffn_up", "mlp.c_fc",
          "ffn_down", "mlp.c_proj");

  private static final List<GgufArchitecture> ALL =
      List.of(
          rotary("llama", LLAMA_BLOCK, List.of(GgufKey.WINDOW), Family.LLAMA, Family.MISTRAL),
          rotary("qwen2", LLAMA_BLOCK, List.of(), Family.QWEN2),
          rotary("qwen3", with(LLAMA_BLOCK, QUERY_KEY_NORMS), List.of(), Family.QWEN3),
          rotary(
              "gemma2",
              with(LLAMA_BLOCK, FOUR_NORMS),
              List.of(GgufKey.WINDOW, GgufKey.SCORE_CAP, GgufKey.LOGIT_CAP),
              Family.GEMMA2),
          rotary(
              "gemma3",
              with(with(LLAMA_BLOCK, FOUR_NORMS), QUERY_KEY_NORMS),
              List.of(GgufKey.WINDOW, GgufKey.LOGIT_CAP, GgufKey.LOCAL_THETA),
              Family.GEMMA3),
          rotary("phi3", PHI3_BLOCK, List.of(GgufKey.WINDOW), Family.PHI3),
          new GgufArchitecture(
              "gpt2",
              List.of(Family.GPT2),
              new GgufNames(
                  "transformer.h.",
                  Map.of(
                      "token_embd", "transformer.wte",
                      "position_embd", "transformer.wpe",
                      "output_norm", "transformer.ln_f",
                      "output", "lm_head"),
                  GPT2_BLOCK),
              List.of(GgufKey.EPSILON)));

  private static GgufArchitecture rotary(
      String gguf, Map<String, String> block, List<GgufKey> keys, Family... families) {
    Map<String, String> outside =
        Map.of(
            "token_embd", "model.embed_tokens", "output_norm", "model.norm", "output", "lm_head");
    List<GgufKey> all = new ArrayList<>(GgufKey.ROTARY);
    all.addAll(keys);
    return new GgufArchitecture(
        gguf, List.of(families), new GgufNames("model.layers.", outside, block), List.copyOf(all));
  }

  private static Map<String, String> with(Map<String, String> block, Map<String, String> other) {
    Map<String, String> all = new HashMap<>(block);
    all.putAll(other);
    return Map.copyOf(all);
  }

  static Optional<GgufArchitecture> named(String gguf) {
    return ALL.stream().filter(known -> known.gguf.equals(gguf)).findFirst();
  }

  /** Every family has one. */
  static GgufArchitecture of(ModelConfig config) {
    return ALL.stream()
        .filter(known -> known.families.contains(config.family()))
        .findFirst()
        .orElseThrow(
            () ->
                new PareException(
                    config.json().source(),
                    config.architecture() + " cannot be written as GGUF",
                    "take a model of " + supported()));
  }

  /** GGUF's names of all that can be read and written. */
  static String supported() {
    return ALL.stream().map(GgufArchitecture::gguf).collect(Collectors.joining(", "));
  }

  Family family() {
    return families.get(0);
  }

  /** Whether a head's two rows that turn together lie next to each other: {@link RotaryRows}. */
  boolean pairsRotaryRows() {
    return family() == Family.LLAMA;
  }

  /** What a norm's weight has more in GGUF than in Hugging Face's folder. */
  float normOffset() {
    return family().normsFromOne() ? 1 : 0;
  }
}
