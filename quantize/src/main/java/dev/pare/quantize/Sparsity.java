package dev.pare.quantize;

import dev.pare.calibrate.solver.BlockMask;
import dev.pare.calibrate.solver.ColumnRule;
import dev.pare.calibrate.solver.MaskRule;
import dev.pare.calibrate.solver.PatternMask;
import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseMask;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What goes while the rest is quantized: {@code sparsity}, the share of each weight matrix, or
 * {@code pattern}, N kept of every M.
 */
record Sparsity(SparsityPattern pattern, double share) {
  private static final String SPARSITY = "sparsity";
  private static final String PATTERN = "pattern";
  static final Set<String> KEYS = Set.of(SPARSITY, PATTERN);

  /**
   * @return nothing where neither is set
   */
  static Optional<Sparsity> read(JsonObject settings) {
    if (settings.has(SPARSITY) && settings.has(PATTERN)) {
      throw new PareException(
          settings.source(), "has both a sparsity and a pattern", "leave one of them out");
    }
    if (settings.has(PATTERN)) {
      if (SparsityPattern.parse(settings.requireString(PATTERN)) instanceof KeptOf nm) {
        return Optional.of(new Sparsity(nm, 1 - (double) nm.kept() / nm.group()));
      }
      throw new PareException(
          settings.source(), "has a pattern that says no number", "give sparsity, or N:M");
    }
    Optional<Double> share = settings.number(SPARSITY);
    if (share.isPresent() && !(share.get() > 0 && share.get() < 1)) {
      throw new PareException(
          settings.source(), "sparsity " + share.get() + " is no share", "give 0.01 to 0.99");
    }
    return share.map(given -> new Sparsity(SparsityPattern.unstructured(), given));
  }

  void describe(Map<String, Object> settings) {
    settings.put(SPARSITY, share);
    settings.put(PATTERN, pattern.toString());
  }

  /** Whether weights are compared that must lie next to each other. */
  boolean hasGroups() {
    return pattern instanceof KeptOf;
  }

  /**
   * @throws PareException if the pattern does not divide the rows
   */
  void check(String name, Shape shape) {
    if (!pattern.fits(shape.columns())) {
      throw new PareException(
          name,
          "has rows of " + shape.columns() + " weights, which " + pattern + " does not divide",
          "ignore it, or take another pattern");
    }
  }

  MaskRule rule(Shape shape, ColumnRule kept) {
    return pattern instanceof KeptOf nm
        ? new PatternMask(shape.rows(), shape.columns(), nm.kept(), nm.group(), kept)
        : new BlockMask(shape.rows(), shape.columns(), share, kept);
  }

  /** A mask of the right size that says nothing of the weights. */
  SparseMask planned(Shape shape) {
    return new Even(shape, pattern, 1 - share);
  }

  /** Keeps the first of every group, or of every row, so that every row keeps its share. */
  private record Even(Shape shape, SparsityPattern pattern, double density) implements SparseMask {
    @Override
    public int kept(int row) {
      long columns = shape.columns();
      return (int)
          (Math.round(density * columns * (row + 1)) - Math.round(density * columns * row));
    }

    @Override
    public void read(int firstRow, SparseRows into) {
      int group = pattern instanceof KeptOf nm ? nm.group() : into.columns();
      for (int row = 0; row < into.rowCount(); row++) {
        int each = pattern instanceof KeptOf nm ? nm.kept() : kept(firstRow + row);
        for (int column = 0; column < into.columns(); column++) {
          if (column % group < each) {
            into.keep(row, column);
          }
        }
      }
    }
  }
}
