package dev.pare.evaluate.task;

import java.util.Arrays;

/**
 * How the scores of a group's members are one score. A metric's name says it by its end: {@code
 * acc_all}.
 */
enum Fold {
  /** The mean of all members. */
  MEAN(""),
  /** The lowest: of right and wrong, whether all members are right. */
  ALL("_all"),
  /** That of the first member, the original. */
  FIRST("_first"),
  /**
   * FIRST less ALL: right on the original, wrong on a twin. Its mean is LiMem, accuracy · (1 −
   * consistency), of C. Xie et al., <i>On Memorization of Large Language Models in Logical
   * Reasoning</i>, arXiv 2410.23123.
   */
  MEMORISED("_memorised");

  private final String suffix;

  Fold(String suffix) {
    this.suffix = suffix;
  }

  static Fold of(String metric) {
    return Arrays.stream(values())
        .filter(fold -> fold != MEAN && metric.endsWith(fold.suffix))
        .findFirst()
        .orElse(MEAN);
  }

  /** The metric of a single sample: {@code acc} of {@code acc_all}. */
  static String base(String metric) {
    return metric.substring(0, metric.length() - of(metric).suffix.length());
  }

  /**
   * @param members scores, the first member's first
   */
  double fold(double[] members) {
    return switch (this) {
      case MEAN -> Arrays.stream(members).average().orElseThrow();
      case ALL -> Arrays.stream(members).min().orElseThrow();
      case FIRST -> members[0];
      case MEMORISED -> members[0] - ALL.fold(members);
    };
  }

  /** Whether a higher score is a better one. */
  boolean hasBetter() {
    return this != MEMORISED;
  }
}
