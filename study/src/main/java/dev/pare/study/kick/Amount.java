package dev.pare.study.kick;

import dev.pare.core.PareException;
import dev.pare.core.recipe.Setting;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much is pruned: a share of each weight matrix, wherever the weights are, or all but N of
 * every M consecutive weights of a row.
 *
 * @param sparsity the share that goes, in 0 … 1, exclusive
 */
public record Amount(SparsityPattern pattern, double sparsity) {
  private static final String PERCENT = " %";

  /**
   * @param sparsity such as 0.5
   * @throws PareException if it is no share
   */
  public static Amount share(double sparsity) {
    if (!(sparsity > 0 && sparsity < 1)) {
      throw new PareException(
          "sparsity " + sparsity, "is no share of the weights", "give 0.01 to 0.99");
    }
    return new Amount(SparsityPattern.unstructured(), sparsity);
  }

  /**
   * @param text N:M, N kept of M
   * @throws PareException if it is none
   */
  public static Amount pattern(String text) {
    if (SparsityPattern.parse(text) instanceof KeptOf kept) {
      return new Amount(kept, 1 - (double) kept.kept() / kept.group());
    }
    throw new PareException("pattern " + text, "says no number", "give N:M such as 2:4");
  }

  /**
   * Shares, rising, then patterns.
   *
   * @throws PareException if one makes no sense, one is named twice, or there is none
   */
  public static List<Amount> all(List<Double> shares, List<String> patterns) {
    List<Amount> all = new ArrayList<>();
    shares.stream().sorted().forEach(share -> all.add(share(share)));
    patterns.forEach(pattern -> all.add(pattern(pattern)));
    Set<Amount> once = new HashSet<>();
    for (Amount amount : all) {
      if (!once.add(amount)) {
        throw new PareException(amount.name(), "is named twice", "name it once");
      }
    }
    if (all.isEmpty()) {
      throw new PareException("the study", "prunes nothing", "name shares, or patterns");
    }
    return all;
  }

  /** Whether it says where in a row the kept weights lie. */
  public boolean structured() {
    return pattern instanceof KeptOf;
  }

  /** {@code 30 %}, or {@code 2:4}. */
  public String name() {
    return structured() ? pattern.toString() : percent() + PERCENT;
  }

  /** {@code 30} of {@code 30 %}. */
  String percent() {
    return BigDecimal.valueOf(sparsity).movePointRight(2).stripTrailingZeros().toPlainString();
  }

  Setting setting() {
    return structured() ? Setting.pattern(pattern) : Setting.sparsity(sparsity);
  }
}
