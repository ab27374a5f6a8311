package dev.pare.evaluate.statistics;

import dev.pare.core.PareException;
import java.util.Arrays;

/** What is asked of the scores of a task's samples. */
final class Scores {
  /**
   * Below this many samples that differ from the commonest value, drawing again says too little.
   */
  static final int LEAST_VARIED = 20;

  private Scores() {}

  static void check(double[] scores) {
    if (scores.length == 0) {
      throw new PareException("scores", "are none", "evaluate on one sample at least");
    }
    for (int i = 0; i < scores.length; i++) {
      if (!(scores[i] >= 0 && scores[i] <= 1)) {
        throw new PareException(
            "scores", "sample " + i + " has " + scores[i], "give a metric from 0 to 1");
      }
    }
  }

  static void checkPaired(double[] model, double[] baseline) {
    check(model);
    check(baseline);
    if (model.length != baseline.length) {
      throw new PareException(
          "scores",
          "the model has " + model.length + ", the baseline " + baseline.length,
          "evaluate both on the same samples");
    }
  }

  /** Whether all are 0 or 1. */
  static boolean binary(double[] scores) {
    return Arrays.stream(scores).allMatch(s -> s == 0 || s == 1);
  }

  static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** a − b, sample by sample. */
  static double[] differences(double[] a, double[] b) {
    double[] differences = new double[a.length];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    return differences;
  }

  static double[] divided(double[] values, double scale) {
    return Arrays.stream(values).map(value -> value / scale).toArray();
  }

  /** Whether enough samples vary for the bootstrap. */
  static boolean varied(double[] values) {
    return varying(values) >= LEAST_VARIED;
  }

  /** Samples that differ from the commonest value. */
  static int varying(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int commonest = 0;
    int run = 0;
    for (int i = 0; i < sorted.length; i++) {
      run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
      commonest = Math.max(commonest, run);
    }
    return sorted.length - commonest;
  }
}
