package dev.pare.quantize;

import dev.pare.core.config.Family;
import dev.pare.core.config.ModelConfig;
import dev.pare.models.BlockInput;
import java.util.Optional;

/**
 * What makes an input of a block's layers, so that dividing it divides the input: a norm, or
 * outputs of a linear layer in which the input is linear. Such are values, which attention only
 * mixes, and up, by which the gate is multiplied.
 *
 * @param norm the norm's module, less the block's prefix; else there are {@code rows}
 * @param features how many numbers there are to divide by
 * @param heads how the input repeats them
 */
record FoldSite(Optional<String> norm, Optional<Rows> rows, int features, Heads heads) {
  /** Outputs of a linear layer from {@code first} on: as many as there are features. */
  record Rows(String module, int first) {}

  /**
   * @param width features of a head
   * @param uses query heads that share a value head
   */
  record Heads(int width, int uses) {
    private static final Heads NONE = new Heads(1, 1);
  }

  /** The site of an input; nothing where a nonlinearity lies before it (GPT-2's GELU). */
  static Optional<FoldSite> of(ModelConfig config, BlockInput input) {
    boolean gpt2 = config.family() == Family.GPT2;
    return switch (input) {
      case ATTENTION -> Optional.of(norm(gpt2 ? "ln_1" : "input_layernorm", config));
      case MLP ->
          Optional.of(
              norm(
                  gpt2
                      ? "ln_2"
                      : config.family().postNorms()
                          ? "pre_feedforward_layernorm"
                          : "post_attention_layernorm",
                  config));
      case ATTENTION_OUTPUT -> Optional.of(values(config));
      case MLP_OUTPUT -> gpt2 ? Optional.empty() : Optional.of(up(config));
    };
  }

  /** One that is nowhere: of a layer alone. */
  static FoldSite alone(int features) {
    return new FoldSite(Optional.empty(), Optional.empty(), features, Heads.NONE);
  }

  private static FoldSite norm(String module, ModelConfig config) {
    return new FoldSite(Optional.of(module), Optional.empty(), config.hiddenSize(), Heads.NONE);
  }

  private static FoldSite values(ModelConfig config) {
    int before = config.queryWidth() + config.keyValueWidth();
    Rows rows =
        switch (config.family()) {
          case GPT2 -> new Rows("attn.c_attn", before);
          case PHI3 -> new Rows("self_attn.qkv_proj", before);
          default -> new Rows("self_attn.v_proj", 0);
        };
    Heads heads = new Heads(config.headDim(), config.attentionHeads() / config.keyValueHeads());
    return new FoldSite(Optional.empty(), Optional.of(rows), config.keyValueWidth(), heads);
  }

  private static FoldSite up(ModelConfig config) {
    int features = config.intermediateSize();
    Rows rows =
        config.family() == Family.PHI3
            ? new Rows("mlp.gate_up_proj", features)
            : new Rows("mlp.up_proj", 0);
    return new FoldSite(Optional.empty(), Optional.of(rows), features, Heads.NONE);
  }

  /** Which of the site's features the input's feature {@code j} is. */
  int feature(int j) {
    return j / heads.width() / heads.uses() * heads.width() + j % heads.width();
  }

  /** Factors of the site's features as those of the input's. */
  float[] spread(float[] factors) {
    float[] spread = new float[factors.length * heads.uses()];
    for (int j = 0; j < spread.length; j++) {
      spread[j] = factors[feature(j)];
    }
    return spread;
  }
}
