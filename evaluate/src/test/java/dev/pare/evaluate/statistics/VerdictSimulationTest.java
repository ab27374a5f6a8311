package dev.pare.evaluate.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.evaluate.statistics.Draws.Truth;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How often the verdict is wrong, and how often there is one: seeded simulations. */
final class VerdictSimulationTest {
  private static final int RUNS = 2000;
  private static final double NO_CHANCE = 0;

  /** At a loss of exactly 5 %, YES and NO are each as wrong as the other. */
  @Test
  void seldomDecidesAtTheBound() {
    for (Truth truth :
        new Truth[] {
          Truth.of(0.6, 0.95, 0.05),
          Truth.of(0.6, 0.95, 0.005),
          Truth.of(0.8, 0.95, 0.1),
          Truth.of(0.35, 0.95, 0.1)
        }) {
      for (int n : new int[] {50, 200, 1000}) {
        Map<Verdict, Integer> verdicts = verdicts(truth, n, NO_CHANCE);
        assertTrue(rate(verdicts, Verdict.YES) <= 0.025 + 0.014, truth + " " + n + verdicts);
        assertTrue(rate(verdicts, Verdict.NO) <= 0.025 + 0.014, truth + " " + n + verdicts);
        double wrong = rate(verdicts, Verdict.YES) + rate(verdicts, Verdict.NO);
        assertTrue(wrong <= 0.05 + 0.0195, truth + " " + n + verdicts); // 4 standard errors
      }
    }
  }

  /** A little beyond the bound one of them is right, and the other is rarer still. */
  @Test
  void isSeldomWrongBesideTheBound() {
    Map<Verdict, Integer> worse = verdicts(Truth.of(0.6, 0.93, 0.05), 400, NO_CHANCE);
    assertTrue(rate(worse, Verdict.YES) <= 0.02, worse.toString());
    Map<Verdict, Integer> better = verdicts(Truth.of(0.6, 0.97, 0.05), 400, NO_CHANCE);
    assertTrue(rate(better, Verdict.NO) <= 0.02, better.toString());
  }

  @Test
  void asManySamplesAsItAsksForDecide() {
    for (Truth truth :
        new Truth[] {
          Truth.of(0.6, 1, 0.03),
          Truth.of(0.6, 0.8, 0.03),
          Truth.of(0.4, 0.88, 0.04),
          Truth.of(0.75, 0.98, 0.01),
          Truth.of(0.75, 0.85, 0.002)
        }) {
      long n = DecidingSamples.of(truth.table()).orElseThrow();
      Verdict right = truth.ratio() > 0.95 ? Verdict.YES : Verdict.NO;
      Map<Verdict, Integer> verdicts = verdicts(truth, (int) n, NO_CHANCE);
      String what = truth + ", n " + n + ": " + verdicts;
      assertTrue(rate(verdicts, right) >= 0.8 - 0.036, what); // 4 standard errors
    }
  }

  @Test
  void fractionsDecideAsWell() {
    Random random = new Random(9);
    int wrong = 0;
    int decided = 0;
    int runs = 300;
    double[][] many = Draws.fractions(100_000, 0.85, random);
    int n = (int) DecidingSamples.of(many[0], many[1]).orElseThrow();
    for (int run = 0; run < runs; run++) {
      double[][] bound = Draws.fractions(150, 0.95, random);
      Verdict atBound = Matching.of(bound[0], bound[1], 0, 999, run).verdict();
      wrong += atBound != Verdict.UNDECIDED ? 1 : 0;
      double[][] worse = Draws.fractions(n, 0.85, random);
      decided += Matching.of(worse[0], worse[1], 0, 999, run).verdict() == Verdict.NO ? 1 : 0;
    }
    assertTrue(wrong <= (0.05 + 0.044) * runs, "wrong " + wrong);
    assertTrue(decided >= (0.8 - 0.08) * runs, "n " + n + ", decided " + decided);
  }

  /** Four options, nothing known: no verdict, however many samples. */
  @Test
  void guessingIsNotJudged() {
    Truth guessing = new Truth(0.0625, 0.1875, 0.1875);
    Map<Verdict, Integer> verdicts = verdicts(guessing, 300, 0.25);
    assertTrue(rate(verdicts, Verdict.AT_CHANCE) >= 0.975, verdicts.toString());
    Truth knowing = Truth.of(0.45, 0.6, 0.1);
    assertEquals(0, rate(verdicts(knowing, 300, 0.25), Verdict.AT_CHANCE), 0.01);
  }

  private static Map<Verdict, Integer> verdicts(Truth truth, int n, double chance) {
    Random random = new Random(8);
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (int run = 0; run < RUNS; run++) {
      double[][] scores = truth.draw(n, random);
      counts.merge(Matching.of(scores[0], scores[1], chance, run).verdict(), 1, Integer::sum);
    }
    return counts;
  }

  private static double rate(Map<Verdict, Integer> counts, Verdict verdict) {
    return counts.getOrDefault(verdict, 0) / (double) RUNS;
  }
}
