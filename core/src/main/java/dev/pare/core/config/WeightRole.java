package dev.pare.core.config;

import dev.pare.core.tensor.Shape;
import java.util.regex.Pattern;

/** What a weight does in a decoder-only transformer, told from its Hugging Face name. */
public enum WeightRole {
  /** The token embedding; also the head where the two are tied. */
  EMBEDDING,
  /** The output projection to the vocabulary. */
  HEAD,
  /** A matrix inside a block: attention and MLP projections, nine tenths of most models. */
  LINEAR,
  /** Norms, biases, learned positions and whatever else is no matrix. */
  OTHER;

  private static final Pattern IN_BLOCK =
      Pattern.compile("(.*\\.)?(layers|h)\\.\\d+\\..*\\.weight");

  private static final Pattern EMBEDDING_NAME =
      Pattern.compile("(.*\\.)?(embed_tokens|wte)\\.weight");

  public static WeightRole of(String name, Shape shape) {
    if (shape.rank() != 2) {
      return OTHER;
    }
    if (name.equals("lm_head.weight")) {
      return HEAD;
    }
    if (EMBEDDING_NAME.matcher(name).matches()) {
      return EMBEDDING;
    }
    return IN_BLOCK.matcher(name).matches() ? LINEAR : OTHER;
  }
}
