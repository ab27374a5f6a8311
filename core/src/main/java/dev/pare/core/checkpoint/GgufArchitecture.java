package dev.pare.core.checkpoint;

import static java.util.Map.entry;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An architecture of GGUF: what differs between its files and Hugging Face's folders, for reading
 * and writing alike. {@code docs/gguf.md} has it as tables.
 */
enum GgufArchitecture {
  LLAMA("llama", Block.LLAMA, "LlamaForCausalLM", "MistralForCausalLM"),
  QWEN2("qwen2", Block.LLAMA, "Qwen2ForCausalLM"),
  QWEN3("qwen3", with(Block.LLAMA, Block.QUERY_KEY_NORMS), "Qwen3ForCausalLM"),
  GEMMA2("gemma2", with(Block.LLAMA, Block.FOUR_NORMS), "Gemma2ForCausalLM"),
  GEMMA3(
      "gemma3",
      with(with(Block.LLAMA, Block.FOUR_NORMS), Block.QUERY_KEY_NORMS),
      "Gemma3ForCausalLM"),
  PHI3("phi3", Block.PHI3, "Phi3ForCausalLM"),
  GPT2("gpt2", Block.GPT2, "GPT2LMHeadModel");

  /** The modules of a block. */
  private static final class Block {
    static final Map<String, String> LLAMA =
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
    static final Map<String, String> QUERY_KEY_NORMS =
        Map.of("attn_q_norm", "self_attn.q_norm", "attn_k_norm", "self_attn.k_norm");
    static final Map<String, String> FOUR_NORMS =
        Map.of(
            "post_attention_norm", "post_attention_layernorm",
            "ffn_norm", "pre_feedforward_layernorm",
            "post_ffw_norm", "post_feedforward_layernorm");
    static final Map<String, String> PHI3 =
        Map.of(
            "attn_norm", "input_layernorm",
            "attn_qkv", "self_attn.qkv_proj",
            "attn_output", "self_attn.o_proj",
            "ffn_norm", "post_attention_layernorm",
            "ffn_up", "mlp.gate_up_proj",
            "ffn_down", "mlp.down_proj");
    static final Map<String, String> GPT2 =
        Map.of(
            "attn_norm", "ln_1",
            "attn_qkv", "attn.c_attn",
            "attn_output", "attn.c_proj",
            "ffn_norm", "ln_2",
            "ffn_up", "mlp.c_fc",
            "ffn_down", "mlp.c_proj");
  }

  private static final Map<String, String> OUTSIDE =
      Map.of("token_embd", "model.embed_tokens", "output_norm", "model.norm", "output", "lm_head");
  private static final Map<String, String> OUTSIDE_GPT2 =
      Map.ofEntries(
          entry("token_embd", "transformer.wte"),
          entry("position_embd", "transformer.wpe"),
          entry("output_norm", "transformer.ln_f"),
          entry("output", "lm_head"));

  private final String gguf;
  private final Map<String, String> block;
  private final List<String> classes;

  GgufArchitecture(String gguf, Map<String, String> block, String... classes) {
    this.gguf = gguf;
    this.block = block;
    this.classes = List.of(classes);
  }

  private static Map<String, String> with(Map<String, String> block, Map<String, String> other) {
    Map<String, String> all = new HashMap<>(block);
    all.putAll(other);
    return Map.copyOf(all);
  }

  static Optional<GgufArchitecture> named(String gguf) {
    return Arrays.stream(values()).filter(known -> known.gguf.equals(gguf)).findFirst();
  }

  /**
   * @throws PareException if no architecture of GGUF that is known here holds such a model
   */
  static GgufArchitecture of(ModelConfig config) {
    return Arrays.stream(values())
        .filter(known -> known.classes.contains(config.architecture()))
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
    return Arrays.stream(values()).map(known -> known.gguf).collect(Collectors.joining(", "));
  }

  /** {@code general.architecture}, and what its keys begin with. */
  String gguf() {
    return gguf;
  }

  /** The Hugging Face class of a model that says no more than its architecture. */
  String huggingFace() {
    return classes.get(0);
  }

  GgufNames names() {
    return this == GPT2
        ? new GgufNames("transformer.h.", OUTSIDE_GPT2, block)
        : new GgufNames("model.layers.", OUTSIDE, block);
  }

  /**
   * Whether a head's two rows that are turned together lie next to each other: {@link RotaryRows}.
   */
  boolean pairsRotaryRows() {
    return this == LLAMA;
  }

  /** What a norm's weight has more in GGUF: Hugging Face's Gemma multiplies by 1 + weight. */
  int normOffset() {
    return this == GEMMA2 || this == GEMMA3 ? 1 : 0;
  }
}
