package dev.pare.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.quantize.ChoiceKnapsack.Option;
import dev.pare.quantize.ChoiceKnapsack.Solution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The best choice within a budget, against all choices there are. */
class ChoiceKnapsackTest {
  /** By trying everything. */
  private static double best(List<List<Option>> items, int item, long budget) {
    if (budget < 0) {
      return Double.POSITIVE_INFINITY;
    }
    if (item == items.size()) {
      return 0;
    }
    double best = Double.POSITIVE_INFINITY;
    for (Option option : items.get(item)) {
      double rest = best(items, item + 1, budget - option.cost());
      best = Math.min(best, option.loss() + rest);
    }
    return best;
  }

  private static long cost(List<List<Option>> items, List<Integer> chosen) {
    long cost = 0;
    for (int i = 0; i < chosen.size(); i++) {
      cost += items.get(i).get(chosen.get(i)).cost();
    }
    return cost;
  }

  private static double loss(List<List<Option>> items, List<Integer> chosen) {
    double loss = 0;
    for (int i = 0; i < chosen.size(); i++) {
      loss += items.get(i).get(chosen.get(i)).loss();
    }
    return loss;
  }

  private static List<List<Option>> random(Random random, long factor, long noise) {
    List<List<Option>> items = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      List<Option> options = new ArrayList<>();
      int choices = 1 + random.nextInt(5);
      for (int j = 0; j < choices; j++) {
        long cost = 7 + factor * random.nextInt(60) + (noise == 0 ? 0 : random.nextLong(noise));
        options.add(new Option(cost, random.nextInt(4) == 0 ? 0 : random.nextDouble()));
      }
      items.add(options);
    }
    return items;
  }

  @Test
  void smallOnesAreSolvedExactly() {
    Random random = new Random(1);
    int solved = 0;
    for (int round = 0; round < 500; round++) {
      List<List<Option>> items = random(random, 1 + random.nextInt(1000), 0);
      long most = items.stream().flatMap(List::stream).mapToLong(Option::cost).sum();
      long budget = random.nextLong(most + 2);
      Optional<Solution> solution = ChoiceKnapsack.solve(items, budget);
      double best = best(items, 0, budget);
      assertEquals(Double.isFinite(best), solution.isPresent());
      if (solution.isPresent()) {
        solved++;
        assertTrue(solution.get().exact());
        assertTrue(cost(items, solution.get().chosen()) <= budget);
        assertEquals(best, loss(items, solution.get().chosen()), 1e-12);
      }
    }
    assertTrue(solved > 200, solved + " solved");
  }

  /** Costs with nothing in common are rounded up: nothing is lost but what rounding takes. */
  @Test
  void largeOnesAreSolvedToTheUnit() {
    Random random = new Random(2);
    int rounded = 0;
    for (int round = 0; round < 60; round++) {
      List<List<Option>> items = random(random, 3_000_000_019L, 1_000_000_007L);
      long budget = random.nextLong(items.size() * 90_000_000_000L) + items.size() * 3_000_000_000L;
      Optional<Solution> solution = ChoiceKnapsack.solve(items, budget);
      if (solution.isPresent()) {
        Solution found = solution.get();
        rounded += found.exact() ? 0 : 1;
        assertTrue(cost(items, found.chosen()) <= budget);
        double loss = loss(items, found.chosen());
        assertTrue(loss >= best(items, 0, budget) - 1e-12);
        assertTrue(loss <= best(items, 0, budget - (items.size() + 1) * found.unit()) + 1e-12);
      }
    }
    assertTrue(rounded > 10, rounded + " rounded");
  }

  @Test
  void ofEqualLossesTheCheaperIsTaken() {
    List<Option> options = List.of(new Option(9, 1), new Option(4, 1), new Option(6, 1));
    assertEquals(List.of(1), ChoiceKnapsack.solve(List.of(options), 100).orElseThrow().chosen());
  }

  @Test
  void nothingIsWithinTooSmallABudget() {
    List<List<Option>> items = List.of(List.of(new Option(5, 0)), List.of(new Option(4, 0)));
    assertTrue(ChoiceKnapsack.solve(items, 9).isPresent());
    assertFalse(ChoiceKnapsack.solve(items, 8).isPresent());
    assertFalse(ChoiceKnapsack.solve(items, -1).isPresent());
  }
}
