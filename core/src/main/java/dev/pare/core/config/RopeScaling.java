package dev.pare.core.config;

import java.util.List;

/** How a model's rotary frequencies are stretched for longer contexts. */
public sealed interface RopeScaling {
  /** Every frequency divided by {@code factor} (position interpolation, arXiv 2306.15595). */
  record Linear(double factor) implements RopeScaling {}

  /**
   * Llama 3.1's rule: long wavelengths are divided by {@code factor}, short ones kept, the band
   * between them blended.
   */
  record Llama3(
      double factor,
      double lowFrequencyFactor,
      double highFrequencyFactor,
      int originalMaxPositions)
      implements RopeScaling {}

  /**
   * LongRoPE (arXiv 2402.13753) within the context that the model was first trained for: each
   * frequency divided by its own factor, cosines and sines multiplied by {@code attentionFactor}.
   * Past that context other factors hold, for all positions at once; such sequences are not run.
   *
   * @param shortFactors rotaryDim / 2
   */
  record LongRope(List<Double> shortFactors, double attentionFactor) implements RopeScaling {
    public LongRope {
      shortFactors = List.copyOf(shortFactors);
    }
  }
}
