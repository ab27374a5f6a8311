package dev.pare.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.lm.TokenSequence;
import dev.pare.core.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Intervals of ±1.96 standard errors hold the truth in about 95 of 100 seeded simulations. */
final class CoverageTest {
  private static final int RUNS = 1000;
  private static final double TOLERANCE = 0.025;

  /** A text drawn from a chain has a known limit: exp of the chain's entropy rate. */
  @Test
  void ofPerplexityOverWindows() {
    int vocabulary = 6;
    FakeModel.Distribution sharpening = FakeModel.random(1, vocabulary);
    FakeModel.Distribution chain =
        (ids, position) -> sharpening.after(new int[] {ids[position]}, 0);
    double truth = Math.exp(entropyRate(chain, vocabulary));
    var model = new FakeModel(chain, new FakeTokenizer(vocabulary, false));
    var protocol = new PerplexityProtocol(16, 16, false);
    Random random = new Random(2);
    int covered = 0;
    for (int run = 0; run < RUNS; run++) {
      var text = new EvaluationText("drawn", draw(chain, vocabulary, 50 * 16, random));
      Perplexity perplexity = Perplexity.measure(model, text, protocol, Progress.none());
      if (Math.abs(perplexity.perplexity() - truth) < 1.96 * perplexity.standardError()) {
        covered++;
      }
    }
    assertEquals(0.95, (double) covered / RUNS, TOLERANCE);
  }

  /** Lines of unequal length, longer ones easier: the ratio of expectations is the truth. */
  @Test
  void ofTheRatioOverLines() {
    Random random = new Random(3);
    int covered = 0;
    // sizes 1 … 40 equally likely, value 1/size + noise shared by a line: E[y]/E[x] = 1 / 20.5
    double truth = 1 / 20.5;
    for (int run = 0; run < RUNS; run++) {
      List<Segment> segments = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int size = 1 + random.nextInt(40);
        segments.add(new Segment(new TokenSequence(), 0, size + 1, 1, values.size()));
        double value = 1.0 / size + 0.3 * random.nextGaussian();
        for (int t = 0; t < size; t++) {
          values.add(value);
        }
      }
      Estimate estimate = Estimate.of(segments, values::get);
      if (Math.abs(estimate.value() - truth) < 1.96 * estimate.standardError()) {
        covered++;
      }
    }
    assertEquals(0.95, (double) covered / RUNS, TOLERANCE);
  }

  /** H = −Σ π(a) p(b | a) log p(b | a), π the stationary distribution. */
  private static double entropyRate(FakeModel.Distribution chain, int vocabulary) {
    double[] stationary = new double[vocabulary];
    stationary[1] = 1;
    for (int step = 0; step < 1000; step++) {
      double[] next = new double[vocabulary];
      for (int a = 0; a < vocabulary; a++) {
        double[] row = chain.after(new int[] {a}, 0);
        for (int b = 0; b < vocabulary; b++) {
          next[b] += stationary[a] * Math.exp(row[b]);
        }
      }
      stationary = next;
    }
    double entropy = 0;
    for (int a = 0; a < vocabulary; a++) {
      for (double logP : chain.after(new int[] {a}, 0)) {
        entropy -= stationary[a] * Math.exp(logP) * logP;
      }
    }
    return entropy;
  }

  private static String draw(
      FakeModel.Distribution chain, int vocabulary, int length, Random random) {
    StringBuilder text = new StringBuilder();
    int[] last = {1};
    for (int t = -20; t < length; t++) {
      double[] row = chain.after(last, 0);
      double u = random.nextDouble();
      int next = 0;
      for (double sum = Math.exp(row[0]); sum < u && next < vocabulary - 1; ) {
        sum += Math.exp(row[++next]);
      }
      last[0] = next;
      if (t >= 0) {
        text.append((char) next);
      }
    }
    return text.toString();
  }
}
