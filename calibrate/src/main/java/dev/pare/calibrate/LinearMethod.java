package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;

/**
 * Compresses one linear layer after the other, given what its input saw. A method is found by name
 * as any {@link dev.pare.core.recipe.CompressionMethod}; what that configures is a {@link
 * CalibratedTransform} over one of these.
 */
public interface LinearMethod {
  /**
   * What compressing one weight takes, for predictions.
   *
   * @param operations in any unit, the same for all shapes
   * @param bytes of memory beyond the weight and the statistics
   */
  record Cost(double operations, long bytes) {}

  /**
   * Looks at the model before anything else is done.
   *
   * @throws dev.pare.core.PareException if the settings make no sense for it
   */
  default void check(Checkpoint model) {}

  /** Whether it needs {@link InputStatistics#gram}; the diagonal is always there. */
  boolean needsGram();

  /**
   * @param weight as it was, [outFeatures, inFeatures]
   * @param inputs what the layer's input saw while the blocks before were already compressed
   * @throws dev.pare.core.PareException if the weight cannot be compressed as the settings say
   */
  CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs);

  /**
   * A stand-in for what {@link #compress} will give, made without statistics as it is read: of the
   * encoding and size expected, its values no matter.
   *
   * @throws dev.pare.core.PareException if the weight cannot be compressed as the settings say
   */
  default WeightTensor plan(LayerId id, WeightTensor weight) {
    return weight;
  }

  /**
   * Whether it decides something from the whole model before the first layer changes; it is {@link
   * #informed} then.
   */
  default boolean needsSurvey() {
    return false;
  }

  /**
   * The method once it has decided; until then it compresses as if nothing could be told, for plans
   * and predictions.
   */
  default LinearMethod informed(LayerSurvey survey) {
    return this;
  }

  /** What {@link #compress} takes for a weight of this shape. */
  default Cost cost(Shape shape) {
    return new Cost(shape.size(), shape.size() * Float.BYTES);
  }
}
