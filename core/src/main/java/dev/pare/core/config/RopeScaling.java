package dev.pare.core.config;

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
}
