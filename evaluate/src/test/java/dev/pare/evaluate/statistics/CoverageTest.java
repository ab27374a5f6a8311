package dev.pare.evaluate.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.evaluate.statistics.Draws.Truth;
import java.util.Random;
import java.util.function.Function;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

/**
 * Intervals hold the truth as often as they say: summed up exactly where outcomes can be counted,
 * else simulated with a seed. Four standard errors of the simulation are allowed.
 */
final class CoverageTest {
  private static final int RUNS = 2000;
  private static final double FOUR_ERRORS = 4 * Math.sqrt(0.95 * 0.05 / RUNS);
  private static final int RESAMPLES = 999;

  /** From two successes and two failures expected on. */
  @Test
  void wilsonAcrossProportions() {
    for (int n : new int[] {20, 50, 200, 1000}) {
      double sum = 0;
      int cases = 0;
      for (double p = 2.0 / n; p <= 1 - 2.0 / n; p += 0.4 / n + 0.003) {
        double coverage = wilson(n, p);
        assertTrue(coverage >= 0.93, "n " + n + ", p " + p + ": " + coverage);
        sum += coverage;
        cases++;
      }
      assertEquals(0.95, sum / cases, 0.007, "n " + n);
    }
  }

  private static double wilson(int n, double p) {
    BinomialDistribution successes = new BinomialDistribution(null, n, p);
    double coverage = 0;
    for (int x = 0; x <= n; x++) {
      coverage += Wilson.of(x, n).contains(p) ? successes.probability(x) : 0;
    }
    return coverage;
  }

  @Test
  void tangoAcrossDiscordance() {
    for (Truth truth : truths()) {
      for (int n : new int[] {30, 100, 400}) {
        double coverage = coverage(truth, n, Tango::of, truth.difference());
        assertTrue(coverage >= 0.94 - FOUR_ERRORS, truth + ", n " + n + ": " + coverage);
      }
    }
  }

  @Test
  void namBlackwelderAcrossDiscordance() {
    for (Truth truth : truths()) {
      for (int n : new int[] {30, 100, 400}) {
        double coverage = coverage(truth, n, NamBlackwelder::of, truth.ratio());
        assertTrue(coverage >= 0.94 - FOUR_ERRORS, truth + ", n " + n + ": " + coverage);
      }
    }
  }

  private static Truth[] truths() {
    return new Truth[] {
      Truth.of(0.5, 1, 0.02),
      Truth.of(0.5, 0.95, 0.02),
      Truth.of(0.7, 0.95, 0.1),
      Truth.of(0.7, 0.8, 0.05),
      Truth.of(0.3, 0.95, 0.12),
      Truth.of(0.9, 0.99, 0.01),
      Truth.of(0.4, 0.3, 0.05),
      Truth.of(0.6, 1.1, 0.2),
    };
  }

  private static double coverage(
      Truth truth, int n, Function<PairedTable, Interval> method, double value) {
    Random random = new Random(5);
    int covered = 0;
    for (int run = 0; run < RUNS; run++) {
      double[][] scores = truth.draw(n, random);
      PairedTable table = PairedTable.of(scores[0], scores[1]);
      covered += table.baselineShare() == 0 || method.apply(table).contains(value) ? 1 : 0;
    }
    return (double) covered / RUNS;
  }

  @Test
  void bootstrapOfFractions() {
    int runs = 300;
    for (int n : new int[] {60, 150}) {
      Random random = new Random(6);
      int mean = 0;
      int difference = 0;
      int loss = 0;
      double ratio = 0.9;
      for (int run = 0; run < runs; run++) {
        double[][] scores = Draws.fractions(n, ratio, random);
        Figure figure = Figure.of(scores[1], RESAMPLES, run);
        mean += figure.interval().contains(Draws.MEAN_OF_FRACTIONS) ? 1 : 0;
        Interval paired = Difference.of(scores[0], scores[1], RESAMPLES, run).interval();
        difference += paired.contains((ratio - 1) * Draws.MEAN_OF_FRACTIONS) ? 1 : 0;
        Matching matching = Matching.of(scores[0], scores[1], 0, RESAMPLES, run);
        loss += matching.interval().contains(1 - ratio) ? 1 : 0;
      }
      double least = 0.94 - 4 * Math.sqrt(0.95 * 0.05 / runs);
      String at = "n %d: mean %d, difference %d, loss %d".formatted(n, mean, difference, loss);
      assertTrue(Math.min(mean, Math.min(difference, loss)) >= least * runs, at);
    }
  }

  /** Where few fractions vary, the binomial bounds hold. */
  @Test
  void fewFractionsThatVary() {
    int runs = 1000;
    Random random = new Random(7);
    int mean = 0;
    int difference = 0;
    for (int run = 0; run < runs; run++) {
      double[] model = new double[100];
      double[] baseline = new double[100];
      for (int i = 0; i < 100; i++) {
        baseline[i] = random.nextInt(20) == 0 ? 0.5 : 0;
        model[i] = random.nextInt(20) == 0 ? 0.5 : baseline[i];
      }
      mean += Figure.of(baseline, RESAMPLES, run).interval().contains(0.025) ? 1 : 0;
      double truth = 0.05 * (0.5 - 0.025);
      Interval paired = Difference.of(model, baseline, RESAMPLES, run).interval();
      difference += paired.contains(truth) ? 1 : 0;
    }
    assertTrue(mean >= 0.94 * runs && difference >= 0.94 * runs, mean + " " + difference);
  }
}
