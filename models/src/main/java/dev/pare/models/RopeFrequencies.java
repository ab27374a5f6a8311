package dev.pare.models;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.RopeScaling;

/** Rotary frequencies θ^(−2i/d), i = 0 … d/2 − 1, stretched as the model's scaling says. */
final class RopeFrequencies {
  private RopeFrequencies() {}

  static double[] of(ModelConfig config) {
    double[] frequencies = new double[config.headDim() / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double plain = Math.pow(config.ropeTheta(), -2.0 * i / config.headDim());
      frequencies[i] = config.ropeScaling().map(scaling -> scale(scaling, plain)).orElse(plain);
    }
    return frequencies;
  }

  private static double scale(RopeScaling scaling, double frequency) {
    if (scaling instanceof RopeScaling.Linear linear) {
      return frequency / linear.factor();
    }
    return scale((RopeScaling.Llama3) scaling, frequency);
  }

  /**
   * With t = originalMaxPositions / wavelength, the turns within the original context: divided
   * where t is below lowFrequencyFactor, kept where it is above highFrequencyFactor, blended
   * between.
   */
  private static double scale(RopeScaling.Llama3 rule, double frequency) {
    double turns = rule.originalMaxPositions() * frequency / (2 * Math.PI);
    double low = rule.lowFrequencyFactor();
    double high = rule.highFrequencyFactor();
    double kept = Math.max(0, Math.min(1, (turns - low) / (high - low)));
    return kept * frequency + (1 - kept) * frequency / rule.factor();
  }
}
