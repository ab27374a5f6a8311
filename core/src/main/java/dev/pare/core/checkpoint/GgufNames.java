package dev.pare.core.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hugging Face's names of the weights of a GGUF file of the llama architecture. */
final class GgufNames {
  static final String EMBEDDING = "token_embd.weight";
  static final String HEAD = "output.weight";

  private static final Map<String, String> OUTSIDE_BLOCKS =
      Map.of(
          EMBEDDING,
          "model.embed_tokens.weight",
          "output_norm.weight",
          "model.norm.weight",
          HEAD,
          "lm_head.weight");
  private static final Map<String, String> IN_BLOCK =
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
  private static final Pattern BLOCK =
      Pattern.compile("blk\\.(0|[1-9]\\d{0,8})\\.([a-z_]+)\\.(weight|bias)");

  private GgufNames() {}

  /** Nothing for a name that no weight of a model of that many layers has. */
  static Optional<String> huggingFace(String name, int layers) {
    Matcher block = BLOCK.matcher(name);
    if (!block.matches()) {
      return Optional.ofNullable(OUTSIDE_BLOCKS.get(name));
    }
    String module = IN_BLOCK.get(block.group(2));
    return module == null || Integer.parseInt(block.group(1)) >= layers
        ? Optional.empty()
        : Optional.of("model.layers." + block.group(1) + "." + module + "." + block.group(3));
  }
}
