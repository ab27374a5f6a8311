package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.RopeScaling;
import dev.pare.core.gguf.GgufEntry;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.tensor.Shape;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What {@code rope_freqs.weight} says: the number that each rotary frequency is divided by, where
 * Hugging Face has a rule. Llama 3's rule is told from its numbers; no other is known.
 *
 * <p>For a frequency of wavelength λ, contexts of c positions, low 1 and high 4: 1 if λ &lt; c/4,
 * the factor if λ &gt; c, and 1 / ((1 − s)/factor + s) with s = (c/λ − 1)/3 between them. The
 * factor is the greatest of the numbers; c is found by trying.
 */
final class RopeFactors {
  static final String TENSOR = "rope_freqs.weight";

  private static final double LOW = 1;
  private static final double HIGH = 4;
  private static final double TOLERANCE = 1e-4; // the rule was evaluated in float32

  private RopeFactors() {}

  /** The value of {@code rope_scaling}; nothing if no frequency changes. */
  static Optional<Map<String, Object>> scaling(GgufFile file, double theta, int headDim) {
    GgufEntry entry = file.entry(TENSOR);
    if (!entry.shape().equals(Shape.of(headDim / 2))) {
      throw refuse(file, "has shape " + entry.shape() + " where heads are " + headDim + " wide");
    }
    float[] factors = new float[headDim / 2];
    entry.type().weight(entry.shape(), file.data(TENSOR)).decodeRow(0, factors);
    double factor = IntStream.range(0, factors.length).mapToDouble(i -> factors[i]).max().orElse(1);
    if (IntStream.range(0, factors.length).allMatch(i -> factors[i] == 1)) {
      return Optional.empty();
    }
    int positions =
        IntStream.concat(IntStream.of(8192), IntStream.rangeClosed(4, 20).map(bits -> 1 << bits))
            .filter(c -> isRule(factors, factor, c, theta))
            .findFirst()
            .orElseThrow(() -> refuse(file, "scales frequencies by a rule that is not Llama 3's"));
    return Optional.of(
        Map.of(
            "rope_type", "llama3",
            "factor", factor,
            "low_freq_factor", LOW,
            "high_freq_factor", HIGH,
            "original_max_position_embeddings", (long) positions));
  }

  /** What the rule amounts to, a number for each frequency of a head. */
  static float[] of(RopeScaling.Llama3 rule, double theta, int headDim) {
    float[] factors = new float[headDim / 2];
    double low = rule.lowFrequencyFactor();
    double high = rule.highFrequencyFactor();
    for (int i = 0; i < factors.length; i++) {
      double turns = rule.originalMaxPositions() / wavelength(theta, i, factors.length);
      factors[i] = (float) expected(rule.factor(), turns, low, high);
    }
    return factors;
  }

  private static double wavelength(double theta, int i, int count) {
    return 2 * Math.PI * Math.pow(theta, (double) i / count);
  }

  private static boolean isRule(float[] factors, double factor, int positions, double theta) {
    for (int i = 0; i < factors.length; i++) {
      double turns = positions / wavelength(theta, i, factors.length);
      double expected = expected(factor, turns, LOW, HIGH);
      if (!(Math.abs(factors[i] - expected) <= TOLERANCE * expected)) {
        return false;
      }
    }
    return true;
  }

  /**
   * @param turns how often the frequency turns within the original context
   */
  private static double expected(double factor, double turns, double low, double high) {
    double smooth = Math.min(1, Math.max(0, (turns - low) / (high - low)));
    return 1 / ((1 - smooth) / factor + smooth);
  }

  private static PareException refuse(GgufFile file, String what) {
    return new PareException(
        file, "tensor \"" + TENSOR + "\" " + what, "take the model's Hugging Face folder");
  }
}
