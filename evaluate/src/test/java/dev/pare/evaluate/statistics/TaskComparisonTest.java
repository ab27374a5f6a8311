package dev.pare.evaluate.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The figures at their edges. */
final class TaskComparisonTest {
  @Test
  void flipsGoBothWays() {
    double[] model = {1, 1, 0, 0, 1};
    double[] baseline = {1, 0, 1, 1, 1};
    TaskComparison task = TaskComparison.of(model, baseline, 0, 1);
    assertEquals(new Flips(1, 2), task.difference().flips());
    assertEquals(-0.2, task.difference().value(), 1e-15);
    assertEquals(1 - 0.75, task.matching().loss(), 1e-15);
    assertEquals(5, task.model().n());
  }

  /** Equal answers are no proof of equal models: how few samples there are still shows. */
  @Test
  void equalAnswersDoNotMakeCertain() {
    for (double right : new double[] {1, 0.5}) {
      double[] scores = new double[40];
      Arrays.fill(scores, 0, 20, right);
      TaskComparison task = TaskComparison.of(scores, scores, 0, 1);
      assertEquals(1, task.difference().pValue());
      assertEquals(0.0876, task.difference().interval().high(), 1e-4); // z²/(n + z²)
      assertEquals(Verdict.UNDECIDED, task.matching().verdict());
      long deciding = task.matching().deciding().orElseThrow();
      assertTrue(deciding > 40, "deciding " + deciding);
    }
  }

  @Test
  void manyEqualAnswersMatch() {
    double[] scores = new double[1000];
    Arrays.fill(scores, 0, 600, 1);
    Matching matching = TaskComparison.of(scores, scores, 0.25, 1).matching();
    assertEquals(Verdict.YES, matching.verdict());
    assertEquals("yes, within 5 % (relative)", matching.inWords());
  }

  @Test
  void aBaselineThatKnowsNothingIsNotMatched() {
    TaskComparison task = TaskComparison.of(new double[] {1, 0, 1}, new double[3], 0, 1);
    assertEquals(Verdict.AT_CHANCE, task.matching().verdict());
    assertTrue(Double.isNaN(task.matching().loss()));
    assertEquals(OptionalLong.empty(), task.matching().deciding());
  }

  /** At 0.27 ± 0.01, five per cent below may be chance itself. */
  @Test
  void chanceHasAMargin() {
    assertEquals(Verdict.AT_CHANCE, dense(0.27, 8000));
    assertEquals(Verdict.YES, dense(0.29, 8000));
    assertEquals(Verdict.AT_CHANCE, dense(0.29, 400));
    assertEquals(Verdict.AT_CHANCE, dense(0.10, 8000)); // worse than guessing
  }

  private static Verdict dense(double share, int n) {
    double[] scores = new double[n];
    Arrays.fill(scores, 0, (int) (share * n), 1);
    return Matching.of(scores, scores, 0.25, 1).verdict();
  }

  @Test
  void oneSampleDecidesNothing() {
    Matching matching = TaskComparison.of(new double[] {0}, new double[] {1}, 0, 1).matching();
    assertEquals(Verdict.UNDECIDED, matching.verdict());
    Interval fraction = Figure.of(new double[] {0.5}, 1).interval();
    assertTrue(fraction.low() < 0.15 && fraction.high() > 0.85, fraction.toString());
  }

  @Test
  void theSameSeedGivesTheSameFigures() {
    double[][] scores = Draws.fractions(200, 0.9, new Random(1));
    TaskComparison once = TaskComparison.of(scores[0], scores[1], 0, 7);
    assertEquals(once, TaskComparison.of(scores[0], scores[1], 0, 7));
    assertNotEquals(once, TaskComparison.of(scores[0], scores[1], 0, 8));
  }

  /** The interval and the p-value tell the same tale of 5 %. */
  @Test
  void intervalAndTestAgree() {
    Random random = new Random(3);
    for (int run = 0; run < 200; run++) {
      double[][] scores =
          run % 4 == 0
              ? Draws.fractions(80, 0.9, random)
              : Draws.Truth.of(0.6, 0.85, 0.05).draw(80, random);
      Matching matching = Matching.of(scores[0], scores[1], 0, 499, run);
      if (Math.abs(matching.pValue() - 0.05) > 0.01) { // a resample more or less
        assertEquals(matching.pValue() > 0.05, matching.verdict() == Verdict.UNDECIDED);
      }
    }
  }

  @Test
  void scoresThatAreNoneAreRefused() {
    double[] one = {1};
    assertThrows(PareException.class, () -> Figure.of(new double[0], 1));
    for (double bad : new double[] {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY}) {
      assertThrows(PareException.class, () -> Figure.of(new double[] {bad}, 1));
      assertThrows(PareException.class, () -> TaskComparison.of(one, new double[] {bad}, 0, 1));
    }
    assertThrows(PareException.class, () -> Difference.of(one, new double[2], 1));
  }

  /** A task decided alone may not be decided among many. */
  @Test
  void verdictsAmongManyTasks() {
    double[] baseline = new double[100];
    Arrays.fill(baseline, 1);
    double[] model = baseline.clone();
    Arrays.fill(model, 0, 12, 0);
    TaskComparison worse = TaskComparison.of(model, baseline, 0, 1);
    assertEquals(Verdict.NO, worse.matching().verdict());
    TaskComparison chance = TaskComparison.of(model, new double[100], 0, 1);
    List<Holm.Adjusted> alone = Holm.over(List.of(worse, chance));
    assertEquals(Verdict.NO, alone.get(0).verdict());
    assertEquals(worse.matching().pValue(), alone.get(0).matchingPValue(), 1e-15);
    assertEquals(Verdict.AT_CHANCE, alone.get(1).verdict());
    TaskComparison[] twenty = new TaskComparison[20];
    Arrays.fill(twenty, TaskComparison.of(new double[30], Arrays.copyOf(baseline, 30), 0, 1));
    Arrays.fill(twenty, 10, 20, worse);
    List<Holm.Adjusted> many = Holm.over(List.of(twenty));
    assertEquals(Verdict.NO, many.get(0).verdict());
    assertEquals(Verdict.UNDECIDED, many.get(19).verdict());
    assertArrayEquals(
        new double[] {0.03, Double.NaN, 0.03}, Holm.adjust(0.02, Double.NaN, 0.015), 1e-15);
    assertEquals(List.of(), Holm.over(List.of()));
  }

  @Test
  void wordsNameTheSamplesThatDecide() {
    double[] scores = new double[40];
    Arrays.fill(scores, 0, 20, 1);
    String words = Matching.of(scores, scores, 0, 1).inWords();
    assertTrue(words.matches("not decidable with n = 40; about \\d+ would decide"), words);
  }
}
