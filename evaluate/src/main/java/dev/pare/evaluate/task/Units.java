package dev.pare.evaluate.task;

import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What statistics count: a group's samples, which depend on each other, are one unit.
 *
 * @param members the samples' numbers, unit by unit, both in the samples' order
 */
record Units(List<List<Integer>> members) {
  /**
   * @param scored which samples count
   */
  static Units of(List<Sample> samples, Predicate<Sample> scored) {
    Map<String, List<Integer>> units = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      if (scored.test(samples.get(i))) {
        units.computeIfAbsent(samples.get(i).unit(), unit -> new ArrayList<>()).add(i);
      }
    }
    return new Units(List.copyOf(units.values()));
  }

  /** How many samples count. */
  int samples() {
    return members.stream().mapToInt(List::size).sum();
  }

  /**
   * One score a unit.
   *
   * @param scores one a sample
   */
  double[] fold(Fold fold, double[] scores) {
    return members.stream()
        .mapToDouble(unit -> fold.fold(unit.stream().mapToDouble(i -> scores[i]).toArray()))
        .toArray();
  }
}
