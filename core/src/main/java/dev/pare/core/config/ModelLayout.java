package dev.pare.core.config;

import dev.pare.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The weights that a model has, by Hugging Face's names, with their shapes and what each is: the
 * place to see what a family's block is made of.
 */
public final class ModelLayout {
  /** What a weight is to the forward pass. */
  public enum Kind {
    /** Rows that are looked up. */
    TABLE,
    /** A matrix that inputs are multiplied by. */
    LINEAR,
    /** What is added after a matrix. */
    BIAS,
    /** A norm's weight or bias. */
    NORM
  }

  /**
   * @param name in a block: less the block's prefix
   * @param shape [outFeatures, inFeatures] of a matrix
   */
  public record Weight(String name, Kind kind, Shape shape) {}

  private final ModelConfig config;
  private final boolean gpt2;
  private final List<Weight> block = new ArrayList<>();

  public ModelLayout(ModelConfig config) {
    this.config = config;
    gpt2 = config.family() == Family.GPT2;
    if (gpt2) {
      addGpt2Block();
    } else {
      addBlock();
    }
  }

  /** What comes before the names of a block's weights. */
  public String blockPrefix(int layer) {
    return (gpt2 ? "transformer.h." : "model.layers.") + layer + ".";
  }

  /** A block's weights; every block has the same. */
  public List<Weight> block() {
    return List.copyOf(block);
  }

  public Weight embedding() {
    return table(
        gpt2 ? "transformer.wte.weight" : "model.embed_tokens.weight", config.vocabularySize());
  }

  /** Learned positions. */
  public Optional<Weight> positions() {
    return gpt2
        ? Optional.of(table("transformer.wpe.weight", config.maxPositions()))
        : Optional.empty();
  }

  /** The weight and perhaps bias of the norm after the last block. */
  public List<Weight> finalNorm() {
    List<Weight> norm = new ArrayList<>();
    addNorm(norm, gpt2 ? "transformer.ln_f" : "model.norm", config.hiddenSize());
    return norm;
  }

  /** The head, where it is not the embedding. */
  public Optional<Weight> head() {
    return config.tiedEmbeddings()
        ? Optional.empty()
        : Optional.of(table("lm_head.weight", config.vocabularySize()));
  }

  /** All weights by their whole names, in the order they run. */
  public List<Weight> all() {
    List<Weight> all = new ArrayList<>(List.of(embedding()));
    positions().ifPresent(all::add);
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = blockPrefix(layer);
      block.forEach(w -> all.add(new Weight(prefix + w.name(), w.kind(), w.shape())));
    }
    return Stream.of(all, finalNorm(), head().stream().toList()).flatMap(List::stream).toList();
  }

  private void addBlock() {
    int hidden = config.hiddenSize();
    addNorm(block, "input_layernorm", hidden);
    addAttention();
    addNorm(block, "post_attention_layernorm", hidden);
    if (config.family().postNorms()) {
      addNorm(block, "pre_feedforward_layernorm", hidden);
      addNorm(block, "post_feedforward_layernorm", hidden);
    }
    int intermediate = config.intermediateSize();
    if (config.family() == Family.PHI3) {
      addLinear("mlp.gate_up_proj", 2L * intermediate, hidden, config.mlpBias());
    } else {
      addLinear("mlp.gate_proj", intermediate, hidden, config.mlpBias());
      addLinear("mlp.up_proj", intermediate, hidden, config.mlpBias());
    }
    addLinear("mlp.down_proj", hidden, intermediate, config.mlpBias());
  }

  private void addAttention() {
    int hidden = config.hiddenSize();
    AttentionConfig attention = config.attention();
    if (config.family().fusedQueryKeyValue()) {
      long fused = config.queryWidth() + 2L * config.keyValueWidth();
      addLinear("self_attn.qkv_proj", fused, hidden, attention.bias());
    } else {
      addLinear("self_attn.q_proj", config.queryWidth(), hidden, attention.bias());
      addLinear("self_attn.k_proj", config.keyValueWidth(), hidden, attention.bias());
      addLinear("self_attn.v_proj", config.keyValueWidth(), hidden, attention.bias());
    }
    addLinear("self_attn.o_proj", hidden, config.queryWidth(), attention.outputBias());
    if (config.family().queryKeyNorms()) {
      addNorm(block, "self_attn.q_norm", config.headDim());
      addNorm(block, "self_attn.k_norm", config.headDim());
    }
  }

  private void addGpt2Block() {
    int hidden = config.hiddenSize();
    addNorm(block, "ln_1", hidden);
    addLinear("attn.c_attn", 3L * hidden, hidden, true);
    addLinear("attn.c_proj", hidden, hidden, true);
    addNorm(block, "ln_2", hidden);
    addLinear("mlp.c_fc", config.intermediateSize(), hidden, true);
    addLinear("mlp.c_proj", hidden, config.intermediateSize(), true);
  }

  private void addLinear(String module, long out, long in, boolean bias) {
    block.add(new Weight(module + ".weight", Kind.LINEAR, Shape.of(out, in)));
    if (bias) {
      block.add(new Weight(module + ".bias", Kind.BIAS, Shape.of(out)));
    }
  }

  private void addNorm(List<Weight> to, String module, long width) {
    to.add(new Weight(module + ".weight", Kind.NORM, Shape.of(width)));
    if (gpt2) {
      to.add(new Weight(module + ".bias", Kind.NORM, Shape.of(width)));
    }
  }

  private Weight table(String name, long rows) {
    return new Weight(name, Kind.TABLE, Shape.of(rows, config.hiddenSize()));
  }
}
