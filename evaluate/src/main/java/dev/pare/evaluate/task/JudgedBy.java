package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a judge rates a task's generated answers. */
public enum JudgedBy {
  /** From 1 to 10 on four axes, beside the reference where there is one. */
  SCORE,
  /** Against the baseline's answer: which is better? */
  PAIRWISE,
  /** Against the reference: which is better? */
  PAIRWISE_REFERENCE;

  static JudgedBy named(String where, String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PareException(
                    where,
                    "unknown \"judge\" \"" + name + "\"",
                    "known are "
                        + Arrays.stream(values())
                            .map(JudgedBy::toString)
                            .collect(Collectors.joining(", "))));
  }

  /** Its name in a task file. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
