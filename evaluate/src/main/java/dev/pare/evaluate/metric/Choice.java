package dev.pare.evaluate.metric;

/** The option that a model finds likeliest. */
public final class Choice {
  /** The model prefers none. */
  public static final int NONE = -1;

  private Choice() {}

  /**
   * The index of the greatest likelihood, or {@link #NONE} where two options share it or one is
   * NaN: an option is not right for standing first.
   */
  public static int of(double... logLikelihoods) {
    int best = 0;
    boolean tied = false;
    for (int i = 0; i < logLikelihoods.length; i++) {
      if (Double.isNaN(logLikelihoods[i])) {
        return NONE;
      }
      if (i > 0 && logLikelihoods[i] == logLikelihoods[best]) {
        tied = true;
      } else if (logLikelihoods[i] > logLikelihoods[best]) {
        best = i;
        tied = false;
      }
    }
    return tied || logLikelihoods.length == 0 ? NONE : best;
  }

  /** 1 if {@code right} is chosen, else 0. */
  public static double score(int right, double... logLikelihoods) {
    return of(logLikelihoods) == right ? 1 : 0;
  }
}
