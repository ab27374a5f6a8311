package dev.pare.atlas;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/** Things drawn in proportion to their weights. */
final class Weighted<T> {
  private final List<T> things;
  private final int[] cumulative;

  Weighted(List<T> things, ToIntFunction<T> weight) {
    this.things = List.copyOf(things);
    cumulative = things.stream().mapToInt(weight).toArray();
    Arrays.parallelPrefix(cumulative, Math::addExact);
  }

  T draw(Chance chance) {
    int at = chance.below(cumulative[cumulative.length - 1]);
    int found = Arrays.binarySearch(cumulative, at + 1);
    if (found < 0) {
      return things.get(-found - 1);
    }
    while (found > 0 && cumulative[found - 1] > at) {
      found--; // things of no weight end where the one before them does
    }
    return things.get(found);
  }
}
