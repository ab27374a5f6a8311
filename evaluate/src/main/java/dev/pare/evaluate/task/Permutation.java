package dev.pare.evaluate.task;

import dev.pare.core.io.Hashes;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Questions with their choices in several orders. A question's orders are one group, and the first
 * is the published one; the others are drawn by a hash of seed and id, all different. Where there
 * are fewer orders than asked for, each is taken once.
 */
final class Permutation {
  /** The field that holds an order: the published numbers, from 0, of the choices as they stand. */
  static final String ORDER = "choiceOrder";

  /** So many orders at most. */
  static final int MOST = 120;

  private Permutation() {}

  /** Each sample, followed by itself in other orders. */
  static List<Sample> of(List<Sample> samples, int orders, long seed) {
    return orders < 2
        ? samples
        : samples.stream().flatMap(sample -> orders(sample, orders, seed).stream()).toList();
  }

  private static List<Sample> orders(Sample sample, int count, long seed) {
    int choices = sample.texts(Sample.CHOICES).size();
    List<Integer> order = IntStream.range(0, choices).boxed().toList();
    Set<List<Integer>> orders = new LinkedHashSet<>(List.of(order));
    String hash = Hashes.sha256(seed + " order " + sample.id());
    Random random = new Random(Long.parseUnsignedLong(hash.substring(0, 16), 16));
    while (orders.size() < Math.min(count, factorial(choices))) {
      List<Integer> drawn = new ArrayList<>(order);
      Collections.shuffle(drawn, random);
      orders.add(List.copyOf(drawn));
    }
    List<Sample> group = new ArrayList<>();
    for (List<Integer> one : orders) {
      group.add(group.isEmpty() ? sample : ordered(sample, one, group.size() + 1));
    }
    return group;
  }

  /** Of as many as matter. */
  private static int factorial(int n) {
    int product = 1;
    for (int i = 2; i <= n && product < MOST; i++) {
      product *= i;
    }
    return product;
  }

  private static Sample ordered(Sample sample, List<Integer> order, int number) {
    List<String> choices = sample.texts(Sample.CHOICES);
    Map<String, Object> fields = new HashMap<>(sample.fields());
    fields.put(Sample.CHOICES, order.stream().map(choices::get).toList());
    fields.put(Sample.ANSWER, (long) order.indexOf(sample.answerIndex()));
    fields.put(Sample.GROUP, sample.unit());
    fields.put(ORDER, order.stream().map(Integer::longValue).toList());
    return new Sample(sample.id() + "~" + number, fields);
  }

  /** Whether two samples ask the same, in whatever order and group. */
  static boolean same(Sample one, Sample other) {
    return question(one).equals(question(other));
  }

  private static Map<String, Object> question(Sample sample) {
    Map<String, Object> fields = new HashMap<>(sample.fields());
    fields.keySet().removeAll(List.of(Sample.GROUP, ORDER));
    if (fields.containsKey(Sample.CHOICES) && fields.containsKey(Sample.ANSWER)) {
      List<String> choices = sample.texts(Sample.CHOICES);
      fields.put(Sample.ANSWER, choices.get(sample.answerIndex()));
      fields.put(Sample.CHOICES, choices.stream().sorted().toList());
    }
    return fields;
  }
}
