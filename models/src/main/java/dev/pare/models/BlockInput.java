package dev.pare.models;

import java.util.Map;

/** What the linear layers of a block see: four inputs, whatever the family. */
public enum BlockInput {
  /** What makes queries, keys and values sees. */
  ATTENTION("attention"),
  /** What the projection after attention sees: all heads' contexts. */
  ATTENTION_OUTPUT("attention-output"),
  /** What makes gate and up sees. */
  MLP("mlp"),
  /** What the projection down sees. */
  MLP_OUTPUT("mlp-output");

  private static final Map<String, BlockInput> OF_MODULES =
      Map.ofEntries(
          Map.entry("self_attn.q_proj", ATTENTION),
          Map.entry("self_attn.k_proj", ATTENTION),
          Map.entry("self_attn.v_proj", ATTENTION),
          Map.entry("self_attn.qkv_proj", ATTENTION),
          Map.entry("attn.c_attn", ATTENTION),
          Map.entry("self_attn.o_proj", ATTENTION_OUTPUT),
          Map.entry("attn.c_proj", ATTENTION_OUTPUT),
          Map.entry("mlp.gate_proj", MLP),
          Map.entry("mlp.up_proj", MLP),
          Map.entry("mlp.gate_up_proj", MLP),
          Map.entry("mlp.c_fc", MLP),
          Map.entry("mlp.down_proj", MLP_OUTPUT),
          Map.entry("mlp.c_proj", MLP_OUTPUT));

  private final String text;

  BlockInput(String text) {
    this.text = text;
  }

  /**
   * What the linear layer of a weight sees.
   *
   * @param weight its name, with the block's prefix or less it
   */
  public static BlockInput of(String weight) {
    BlockInput input = OF_MODULES.get(module(weight));
    if (input == null) {
      throw new IllegalArgumentException(weight + " is no linear layer of a block");
    }
    return input;
  }

  /** A name's last two parts before {@code .weight}. */
  private static String module(String weight) {
    String[] parts = weight.split("\\.");
    int end = parts.length - 1;
    return end < 2 ? weight : parts[end - 2] + "." + parts[end - 1];
  }

  /** In lower case, as files name it. */
  @Override
  public String toString() {
    return text;
  }
}
