package dev.pare.quantize;

import dev.pare.core.PareException;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An encoding for every weight, so that all of them stay within a budget and what is expected to be
 * lost is least.
 *
 * @param entries in checkpoint order
 * @param bytes of all weights of the model, those with no choice too
 * @param expectedKl what the model is expected to lose a token, in nats: the sum of what it loses
 *     with each weight alone
 */
record BudgetPlan(
    List<Entry> entries, long bytes, long budget, double bitsPerWeight, double expectedKl) {
  /**
   * What one weight gets.
   *
   * @param choice nothing where it stays as it is
   */
  record Entry(String name, OptionalInt choice, String encoding, long bytes, double expectedKl) {
    String line() {
      return "%s: %s, %,d bytes, expected KL %.3g".formatted(name, encoding, bytes, expectedKl);
    }
  }

  /** What is expected of a weight in one of the encodings. */
  @FunctionalInterface
  interface Expected {
    double kl(String name, int choice);
  }

  /**
   * Solves for the best plan.
   *
   * @throws PareException if the smallest encodings are beyond the budget
   */
  static BudgetPlan solve(
      BudgetWeights weights, List<BudgetChoice> choices, Expected expected, long budget) {
    List<List<Entry>> options = new ArrayList<>();
    for (String name : weights.names()) {
      options.add(options(weights, name, choices, expected));
    }
    List<List<ChoiceKnapsack.Option>> items = options.stream().map(BudgetPlan::items).toList();
    long others = weights.otherBytes();
    List<Integer> chosen =
        ChoiceKnapsack.solve(items, budget - others)
            .orElseThrow(() -> tooSmall(weights, options, others, budget))
            .chosen();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      entries.add(options.get(i).get(chosen.get(i)));
    }
    long bytes = others + entries.stream().mapToLong(Entry::bytes).sum();
    return new BudgetPlan(
        List.copyOf(entries),
        bytes,
        budget,
        bitsPerWeight(bytes, weights),
        entries.stream().mapToDouble(Entry::expectedKl).sum());
  }

  private static List<ChoiceKnapsack.Option> items(List<Entry> options) {
    return options.stream()
        .map(option -> new ChoiceKnapsack.Option(option.bytes(), option.expectedKl()))
        .toList();
  }

  private static List<Entry> options(
      BudgetWeights weights, String name, List<BudgetChoice> choices, Expected expected) {
    List<Entry> options = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      WeightTensor planned = weights.planned(name, choices.get(i));
      options.add(entry(name, OptionalInt.of(i), planned, expected.kl(name, i)));
    }
    WeightTensor now = weights.model().tensor(name);
    if (!(now instanceof GgmlBlockTensor)) { // which the result could not store
      options.add(entry(name, OptionalInt.empty(), now, 0));
    }
    return options;
  }

  private static Entry entry(String name, OptionalInt choice, WeightTensor tensor, double kl) {
    return new Entry(name, choice, tensor.encoding(), tensor.byteSize(), kl);
  }

  private static double bitsPerWeight(long bytes, BudgetWeights weights) {
    return 8.0 * bytes / Budget.parameters(weights.model());
  }

  private static PareException tooSmall(
      BudgetWeights weights, List<List<Entry>> options, long others, long budget) {
    long least =
        others
            + options.stream()
                .mapToLong(some -> some.stream().mapToLong(Entry::bytes).min().orElseThrow())
                .sum();
    return new PareException(
        "a budget of %,d bytes".formatted(budget),
        "is less than the %,d bytes, %.2f bits a weight, that the smallest choices come to"
            .formatted(least, Math.ceil(100 * bitsPerWeight(least, weights)) / 100),
        "give more, smaller choices, or targets and ignore that leave fewer weights as they are");
  }

  /** For people: a line a weight, and what all of it comes to. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(entries.stream().map(Entry::line).toList());
    lines.add(
        "plan: %,d of %,d bytes, %.3f bits a weight, expected KL %.3g"
            .formatted(bytes, budget, bitsPerWeight, expectedKl));
    return lines;
  }

  /** Adds what it comes to, for {@code pare.json}; the encodings are those of its layers. */
  void describe(Map<String, Object> settings) {
    settings.put("budgetBytes", budget);
    settings.put("plannedBytes", bytes);
    settings.put("expectedKl", expectedKl);
  }

  /** Which choice each weight gets that does not stay as it is. */
  Map<String, Integer> chosen() {
    Map<String, Integer> chosen = new LinkedHashMap<>();
    for (Entry entry : entries) {
      entry.choice().ifPresent(choice -> chosen.put(entry.name(), choice));
    }
    return chosen;
  }
}
