package dev.pare.models;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.RopeScaling;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Rotary frequencies θ^(−2i/d), i = 0 … d/2 − 1, stretched as the model's scaling says. */
final class RopeFrequencies {
  private RopeFrequencies() {}

  static double[] of(ModelConfig config) {
    double[] frequencies = plain(config.ropeTheta(), config.rotaryDim());
    config.ropeScaling().ifPresent(scaling -> scale(scaling, frequencies));
    return frequencies;
  }

  /** Those of the layers that see a window only. */
  static double[] ofSlidingLayers(ModelConfig config) {
    OptionalDouble own = config.attention().localRopeTheta();
    return own.isPresent() ? plain(own.getAsDouble(), config.rotaryDim()) : of(config);
  }

  private static double[] plain(double theta, int dim) {
    return IntStream.range(0, dim / 2).mapToDouble(i -> Math.pow(theta, -2.0 * i / dim)).toArray();
  }

  private static void scale(RopeScaling scaling, double[] frequencies) {
    for (int i = 0; i < frequencies.length; i++) {
      if (scaling instanceof RopeScaling.Linear linear) {
        frequencies[i] /= linear.factor();
      } else if (scaling instanceof RopeScaling.LongRope rule) {
        frequencies[i] /= rule.shortFactors().get(i);
      } else if (scaling instanceof RopeScaling.Llama3 rule) {
        frequencies[i] = scale(rule, frequencies[i]);
      }
    }
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
