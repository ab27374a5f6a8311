package dev.pare.core.tensor;

import dev.pare.core.PareException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the weights that are kept lie in a matrix: anywhere ({@code unstructured}), or N of every M
 * consecutive weights of a row ({@code N:M}).
 */
public sealed interface SparsityPattern {
  static SparsityPattern unstructured() {
    return new Unstructured();
  }

  record Unstructured() implements SparsityPattern {
    @Override
    public String toString() {
      return "unstructured";
    }
  }

  /**
   * N:M.
   *
   * @param kept N, 1 to M − 1
   * @param group M, 2 to {@value #MAX_GROUP}; it divides the rows of the weights
   */
  record KeptOf(int kept, int group) implements SparsityPattern {
    public static final int MAX_GROUP = 8;

    public KeptOf {
      if (kept < 1 || kept >= group || group > MAX_GROUP) {
        throw new IllegalArgumentException(kept + " kept of " + group);
      }
    }

    /** Weights kept in a row of {@code columns}. */
    public int keptInRow(int columns) {
      return columns / group * kept;
    }

    @Override
    public String toString() {
      return kept + ":" + group;
    }
  }

  static SparsityPattern keptOf(int kept, int group) {
    return new KeptOf(kept, group);
  }

  /** Whether rows of {@code columns} weights can have it. */
  default boolean fits(int columns) {
    return !(this instanceof KeptOf n) || columns % n.group() == 0;
  }

  /** Reads {@code unstructured}, or N:M such as {@code 2:4}: 2 kept of 4. */
  static SparsityPattern parse(String text) {
    return named(text)
        .orElseThrow(
            () ->
                new PareException(
                    "pattern " + text,
                    "not N kept of M, M at most " + KeptOf.MAX_GROUP,
                    "give N:M such as 2:4 or 4:8"));
  }

  /** The pattern that a text is, if it is one. */
  static Optional<SparsityPattern> named(String text) {
    if (text.equals("unstructured")) {
      return Optional.of(unstructured());
    }
    Matcher numbers = Pattern.compile("([1-7]):([2-8])").matcher(text);
    return numbers.matches() && numbers.group(1).compareTo(numbers.group(2)) < 0
        ? Optional.of(
            keptOf(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))))
        : Optional.empty();
  }
}
