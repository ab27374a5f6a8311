package dev.pare.evaluate.statistics;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Do as many answers flip one way as the other? (Q. McNemar, 1947), as the mid-p test, at every
 * number of flips: under the hypothesis the rarer way has X ~ Binomial(flips, ½), and
 *
 * <pre>{@code
 * p = 2·P(X < x) + P(X = x)
 * }</pre>
 *
 * <p>The exact test counts P(X = x) twice and rejects far too seldom; the mid-p test all but keeps
 * the level at any size (M. W. Fagerland, S. Lydersen and P. Laake, <i>The McNemar Test for Binary
 * Matched-Pairs Data: Mid-p and Asymptotic Are Better than Exact Conditional</i>, 2013).
 */
final class McNemar {
  private McNemar() {}

  static double pValue(int gained, int lost) {
    int rarer = Math.min(gained, lost);
    BinomialDistribution flips = new BinomialDistribution(null, gained + lost, 0.5);
    return Math.min(1, 2 * flips.cumulativeProbability(rarer - 1) + flips.probability(rarer));
  }
}
