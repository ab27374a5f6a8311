package dev.pare.calibrate;

import dev.pare.core.tensor.WeightTensor;

/**
 * Compresses one linear layer after the other, given what its input saw. A method is found by name
 * as any {@link dev.pare.core.recipe.CompressionMethod}; what that configures is a {@code
 * CalibratedTransform} over one of these.
 */
public interface LinearMethod {
  /** Whether it needs {@link InputStatistics#gram}; the diagonal is always there. */
  boolean needsGram();

  /**
   * @param weight as it was, [outFeatures, inFeatures]
   * @param inputs what the layer's input saw while the blocks before were already compressed
   * @throws dev.pare.core.PareException if the weight cannot be compressed as the settings say
   */
  CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs);
}
