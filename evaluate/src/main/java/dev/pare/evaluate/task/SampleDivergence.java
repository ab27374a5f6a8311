package dev.pare.evaluate.task;

import dev.pare.evaluate.divergence.RowDivergence;
import java.util.List;

/**
 * How far a model's distributions are from the baseline's in one sample, a number a compared token:
 * what {@link RowDivergence} says of it.
 */
record SampleDivergence(
    List<Float> values, List<Float> least, List<Float> most, List<Boolean> sameTop) {
  SampleDivergence {
    values = List.copyOf(values);
    least = List.copyOf(least);
    most = List.copyOf(most);
    sameTop = List.copyOf(sameTop);
  }

  static SampleDivergence of(List<RowDivergence> rows) {
    return new SampleDivergence(
        rows.stream().map(row -> (float) row.value()).toList(),
        rows.stream().map(row -> (float) row.least()).toList(),
        rows.stream().map(row -> (float) row.most()).toList(),
        rows.stream().map(RowDivergence::sameTop).toList());
  }

  int positions() {
    return values.size();
  }

  /** NaN if no token was compared. */
  double mean() {
    return sum(values) / positions();
  }

  static double sum(List<Float> of) {
    return of.stream().mapToDouble(Float::doubleValue).sum();
  }
}
