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
  /** Norms, biases and whatever else is no matrix. */
  OTHER;

  private static final Pattern IN_BLOCK = Pattern.compile("(.*\\.)?layers\\.\\d+\\..*\\.weight");

  public static WeightRole of(String name, Shape shape) {
    if (shape.rank() != 2) {
      return OTHER;
    }
    if (name.equals("lm_head.weight")) {
      return HEAD;
    }
    if (name.endsWith("embed_tokens.weight")) {
      return EMBEDDING;
    }
    return IN_BLOCK.matcher(name).matches() ? LINEAR : OTHER;
  }
}
