package dev.pare.core.tensor;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The dimensions of a tensor, outermost first; a scalar has none.
 *
 * <p>Weights are read as matrices: {@link #columns()} is the last dimension and {@link #rows()} the
 * product of the others, so a norm's vector is one row.
 */
public record Shape(List<Long> dimensions) {
  /**
   * @throws IllegalArgumentException if a dimension is negative or the element count overflows 63
   *     bits
   */
  public Shape {
    dimensions = List.copyOf(dimensions);
    try {
      for (long dimension : dimensions) {
        if (dimension < 0) {
          throw new IllegalArgumentException("negative dimension in shape " + dimensions);
        }
      }
      product(dimensions);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("shape " + dimensions + " overflows", e);
    }
  }

  public static Shape of(long... dimensions) {
    return new Shape(java.util.Arrays.stream(dimensions).boxed().toList());
  }

  /** The number of elements. */
  public long size() {
    return product(dimensions);
  }

  public int rank() {
    return dimensions.size();
  }

  public long dimension(int index) {
    return dimensions.get(index);
  }

  /** The length of one row: the last dimension, 1 for a scalar. */
  public int columns() {
    return rank() == 0 ? 1 : Math.toIntExact(dimensions.get(rank() - 1));
  }

  /** The number of rows: 1 for a vector. */
  public int rows() {
    return rank() == 0 ? 1 : Math.toIntExact(product(dimensions.subList(0, rank() - 1)));
  }

  /** Whether a weight can have it: not empty, and rows and columns are what Java can count. */
  public boolean isWeight() {
    long columns = rank() == 0 ? 1 : dimension(rank() - 1);
    return size() > 0 && columns <= Integer.MAX_VALUE && size() / columns <= Integer.MAX_VALUE;
  }

  private static long product(List<Long> dimensions) {
    if (dimensions.contains(0L)) {
      return 0;
    }
    long product = 1;
    for (long dimension : dimensions) {
      product = Math.multiplyExact(product, dimension);
    }
    return product;
  }

  @Override
  public String toString() {
    return dimensions.stream().map(String::valueOf).collect(Collectors.joining("×", "[", "]"));
  }
}
