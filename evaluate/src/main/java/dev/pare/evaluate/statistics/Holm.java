package dev.pare.evaluate.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Many tasks at once: p-values that hold for all together (S. Holm, <i>A Simple Sequentially
 * Rejective Multiple Test Procedure</i>, 1979), however the tasks depend on each other.
 *
 * <pre>{@code
 * p̃₍ᵢ₎ = max over j ≤ i of min(1, (k − j + 1)·p₍ⱼ₎),   p₍₁₎ ≤ … ≤ p₍ₖ₎
 * }</pre>
 */
public final class Holm {
  private static final double LEVEL = 2 * Interval.TAIL;

  private Holm() {}

  /**
   * One task's p-values among all tasks'.
   *
   * @param differencePValue of no difference; NaN for a figure that only describes
   * @param matchingPValue of a loss of exactly 5 %; NaN for a task without a verdict or at chance,
   *     which has no part in the correction
   * @param verdict the task's own where {@code matchingPValue} is at most 0.05, else undecided: the
   *     chance that any verdict among all tasks is wrong stays at 5 %
   */
  public record Adjusted(double differencePValue, double matchingPValue, Verdict verdict) {}

  /** The same tasks, in the same order. */
  public static List<Adjusted> over(List<TaskComparison> tasks) {
    double[] difference = adjust(tasks.stream().mapToDouble(Holm::difference).toArray());
    double[] matching =
        adjust(tasks.stream().mapToDouble(task -> task.matching().pValue()).toArray());
    List<Adjusted> adjusted = new ArrayList<>();
    for (int i = 0; i < difference.length; i++) {
      Verdict verdict = tasks.get(i).matching().verdict();
      boolean open = !Double.isNaN(matching[i]) && !(matching[i] <= LEVEL);
      adjusted.add(new Adjusted(difference[i], matching[i], open ? Verdict.UNDECIDED : verdict));
    }
    return adjusted;
  }

  /** Figures that only describe have no part in the correction. */
  private static double difference(TaskComparison task) {
    return task.matching().verdict() == Verdict.NONE ? Double.NaN : task.difference().pValue();
  }

  /** Adjusts p-values, in their order; NaN stays and is not counted. */
  public static double[] adjust(double... pValues) {
    double[] adjusted = pValues.clone();
    List<Integer> rising = new ArrayList<>();
    for (int i = 0; i < pValues.length; i++) {
      if (!Double.isNaN(pValues[i])) {
        rising.add(i);
      }
    }
    rising.sort(Comparator.comparingDouble(i -> pValues[i]));
    double largest = 0;
    for (int rank = 0; rank < rising.size(); rank++) {
      int i = rising.get(rank);
      largest = Math.max(largest, Math.min(1, (rising.size() - rank) * pValues[i]));
      adjusted[i] = largest;
    }
    return adjusted;
  }
}
