package dev.pare.evaluate.divergence;

/** Log-probabilities as whole numbers of 24 bits, in steps of 2⁻¹⁹ down from 0. */
final class LogSteps {
  static final int MOST = (1 << 24) - 1;
  private static final float STEP = 1f / (1 << 19);

  private LogSteps() {}

  static int of(float logProbability) {
    return Math.max(0, Math.min(MOST, Math.round(-logProbability / STEP)));
  }

  static float value(int steps) {
    return -steps * STEP;
  }
}
