package dev.pare.quantize;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The multiple-choice knapsack by dynamic programming: of every item one option, so that all costs
 * together stay within a budget and all losses together are least.
 *
 * <p>Every item takes its cheapest option at least; with c what is spent beyond these, f_i(c) = min
 * over options o of f_{i−1}(c − cost_io) + loss_io for the first i items. c counts in units of the
 * greatest common divisor of all differences in cost, and the solution is exact, as long as there
 * are at most {@value #MAX_UNITS} of these; else in {@value #MAX_UNITS}ths of what is to be spent,
 * differences rounded up: then it is the best of those that stay within the budget after rounding.
 * Of equal losses the cheaper option is taken.
 */
final class ChoiceKnapsack {
  static final int MAX_UNITS = 1 << 16;

  /** One way to have an item. */
  record Option(long cost, double loss) {}

  /**
   * @param chosen the option of each item
   * @param unit what costs were counted in
   * @param exact whether all costs are whole numbers of units
   */
  record Solution(List<Integer> chosen, long unit, boolean exact) {}

  private final List<List<Option>> items;
  private final long[] cheapest;

  private ChoiceKnapsack(List<List<Option>> items) {
    this.items = items;
    cheapest = items.stream().mapToLong(ChoiceKnapsack::cheapest).toArray();
  }

  /**
   * @param items each with 1 to 127 options
   * @param budget for the sum of costs
   * @return nothing if the cheapest options are beyond the budget
   */
  static Optional<Solution> solve(List<List<Option>> items, long budget) {
    return new ChoiceKnapsack(items).solve(budget);
  }

  private static long cheapest(List<Option> options) {
    return options.stream().mapToLong(Option::cost).min().orElseThrow();
  }

  private Optional<Solution> solve(long budget) {
    long room = budget - Arrays.stream(cheapest).sum();
    if (room < 0) {
      return Optional.empty();
    }
    long most = 0;
    long divisor = 0;
    for (int item = 0; item < cheapest.length; item++) {
      long beyond = 0;
      for (Option option : items.get(item)) {
        beyond = Math.max(beyond, option.cost() - cheapest[item]);
        divisor = gcd(divisor, option.cost() - cheapest[item]);
      }
      most += beyond;
    }
    long spent = Math.min(room, most);
    long exact = Math.max(1, divisor);
    long unit = Math.max(exact, (spent + MAX_UNITS - 1) / MAX_UNITS);
    return Optional.of(new Solution(chosen((int) (spent / unit), unit), unit, unit == exact));
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private List<Integer> chosen(int capacity, long unit) {
    byte[][] taken = new byte[items.size()][capacity + 1];
    double[] least = new double[capacity + 1];
    for (int item = 0; item < taken.length; item++) {
      least = add(item, unit, least, taken[item]);
    }
    Integer[] chosen = new Integer[taken.length];
    int left = capacity;
    for (int item = taken.length - 1; item >= 0; item--) {
      chosen[item] = (int) taken[item][left];
      left -= (int) units(item, chosen[item], unit);
    }
    return List.of(chosen);
  }

  /** f_i of f_{i−1}, and which option each of its values is by. */
  private double[] add(int item, long unit, double[] before, byte[] taken) {
    double[] least = new double[before.length];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    List<Option> options = items.get(item);
    int[] byCost =
        IntStream.range(0, options.size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> options.get(i).cost()))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int option : byCost) {
      long cost = units(item, option, unit);
      double loss = options.get(option).loss();
      for (int c = least.length - 1; c >= cost; c--) {
        double sum = before[c - (int) cost] + loss;
        if (sum < least[c]) {
          least[c] = sum;
          taken[c] = (byte) option;
        }
      }
    }
    return least;
  }

  /** What an option costs beyond the cheapest, rounded up. */
  private long units(int item, int option, long unit) {
    return (items.get(item).get(option).cost() - cheapest[item] + unit - 1) / unit;
  }
}
