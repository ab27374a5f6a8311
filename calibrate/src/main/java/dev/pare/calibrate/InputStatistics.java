package dev.pare.calibrate;

import java.util.Optional;

/**
 * What was seen of one input of a block's linears: sums over tokens x [width]. Immutable; the
 * arrays it gives are its own and not to be written to.
 *
 * <table>
 * <caption>Sums</caption>
 * <tr><td>gram</td><td>Σ x xᵀ</td><td>[width, width], row-major, full</td></tr>
 * <tr><td>squares</td><td>Σ x_j²</td><td>[width]</td></tr>
 * <tr><td>magnitudes</td><td>Σ |x_j|</td><td>[width]</td></tr>
 * </table>
 *
 * They are sums and not means, so that those of different texts, or of parts of one, merge by
 * addition.
 */
public final class InputStatistics {
  private final long tokens;
  private final double[] squares;
  private final double[] magnitudes;
  private final Optional<float[]> gram;

  /**
   * @param gram absent where only the diagonal was asked for
   * @throws IllegalArgumentException if the sizes differ or there are no tokens
   */
  public InputStatistics(
      long tokens, double[] squares, double[] magnitudes, Optional<float[]> gram) {
    int width = squares.length;
    if (tokens <= 0
        || magnitudes.length != width
        || gram.filter(g -> g.length != (long) width * width).isPresent()) {
      throw new IllegalArgumentException("no sums over " + tokens + " tokens of width " + width);
    }
    this.tokens = tokens;
    this.squares = squares;
    this.magnitudes = magnitudes;
    this.gram = gram;
  }

  /** Features of the input: the columns of the weights that see it. */
  public int width() {
    return squares.length;
  }

  public long tokens() {
    return tokens;
  }

  /** Σ x_j². [width] */
  public double[] squares() {
    return squares;
  }

  /** Σ |x_j|. [width] */
  public double[] magnitudes() {
    return magnitudes;
  }

  public boolean hasGram() {
    return gram.isPresent();
  }

  /**
   * Σ x xᵀ. [width, width]
   *
   * @throws IllegalStateException if only the diagonal was asked for
   */
  public float[] gram() {
    return gram.orElseThrow(() -> new IllegalStateException("only the diagonal was summed"));
  }

  /**
   * The sums over both's tokens; with a gram where both have one.
   *
   * @throws IllegalArgumentException if the widths differ
   */
  public InputStatistics merge(InputStatistics other) {
    if (other.width() != width()) {
      throw new IllegalArgumentException(other.width() + " features, not " + width());
    }
    return new InputStatistics(
        Math.addExact(tokens, other.tokens),
        sum(squares, other.squares),
        sum(magnitudes, other.magnitudes),
        gram.flatMap(mine -> other.gram.map(its -> sum(mine, its))));
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  private static float[] sum(float[] a, float[] b) {
    float[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
