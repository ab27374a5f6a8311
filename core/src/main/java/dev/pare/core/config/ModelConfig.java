package dev.pare.core.config;

import dev.pare.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A model's architecture and sizes, as {@code config.json} and {@code generation_config.json} give
 * them.
 *
 * @param architecture the Hugging Face class name, such as {@code LlamaForCausalLM}
 * @param modelType the family as config.json calls it, such as {@code llama}
 * @param headDim a head's own width, which need not be hiddenSize / attentionHeads
 * @param maxPositions the longest sequence the model was made for
 * @param ropeScaling absent where frequencies are plain
 * @param rotaryDim how many of a head's first outputs are rotated; 0 where positions are learned
 * @param logitSoftCap c where logits l become c·tanh(l/c)
 * @param tiedEmbeddings whether the head is the transposed embedding
 * @param beginToken the start token's id, where there is one
 * @param endTokens ids that end a text: generation_config's if given, else config's
 * @param json all of config.json, for what no field here names; of a model with other parts than
 *     its text, the text's
 */
public record ModelConfig(
    Family family,
    String architecture,
    String modelType,
    int vocabularySize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int attentionHeads,
    int keyValueHeads,
    int headDim,
    int maxPositions,
    double normEpsilon,
    double ropeTheta,
    Optional<RopeScaling> ropeScaling,
    int rotaryDim,
    AttentionConfig attention,
    OptionalDouble logitSoftCap,
    boolean tiedEmbeddings,
    boolean mlpBias,
    OptionalInt beginToken,
    Set<Integer> endTokens,
    JsonObject json) {
  public ModelConfig {
    endTokens = Set.copyOf(endTokens);
  }

  /** Outputs of all query heads. */
  public int queryWidth() {
    return attentionHeads * headDim;
  }

  /** Outputs of all key heads, and of all value heads. */
  public int keyValueWidth() {
    return keyValueHeads * headDim;
  }
}
