package dev.pare.evaluate;

/** What is computed of rows of log-probabilities. */
final class Distributions {
  private Distributions() {}

  /**
   * KL(p ‖ q) = Σ pᵥ · (log pᵥ − log qᵥ), in nats, added up in double. A token that p excludes adds
   * nothing; one that q alone excludes makes it infinite. What the rows' floats round off is left
   * in: a figure near 0 may fall below it by some 1e-6.
   */
  static double divergence(float[] logP, float[] logQ) {
    double sum = 0;
    for (int v = 0; v < logP.length; v++) {
      double p = Math.exp(logP[v]);
      if (p != 0) {
        sum += p * ((double) logP[v] - logQ[v]);
      }
    }
    return sum;
  }

  /** The most probable token, the lowest id among equals. */
  static int top(float[] row) {
    int top = 0;
    for (int v = 1; v < row.length; v++) {
      if (row[v] > row[top]) {
        top = v;
      }
    }
    return top;
  }
}
