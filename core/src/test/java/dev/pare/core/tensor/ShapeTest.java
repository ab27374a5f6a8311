package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeTest {
  private static void assertShape(Shape shape, long size, int rows, int columns, String shown) {
    assertEquals(size, shape.size());
    assertEquals(rows, shape.rows());
    assertEquals(columns, shape.columns());
    assertEquals(shown, shape.toString());
  }

  @Test
  void rowsAndColumns() {
    assertShape(Shape.of(3, 4), 12, 3, 4, "[3×4]");
    assertShape(Shape.of(5), 5, 1, 5, "[5]");
    assertShape(Shape.of(), 1, 1, 1, "[]");
    assertShape(Shape.of(2, 3, 4), 24, 6, 4, "[2×3×4]");
    assertShape(Shape.of(0, 4), 0, 0, 4, "[0×4]");
    assertShape(Shape.of(4, 0), 0, 4, 0, "[4×0]");
  }

  @Test
  void theLargestSizesAreExact() {
    assertEquals(Long.MAX_VALUE, Shape.of(Long.MAX_VALUE).size());
    assertEquals(1L << 62, Shape.of(1L << 31, 1L << 31).size());
    assertEquals(0, Shape.of(Long.MAX_VALUE, Long.MAX_VALUE, 0).size());
  }

  @Test
  void overflowIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Shape.of(1L << 32, 1L << 31));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(Long.MAX_VALUE, 2));
    assertThrows(ArithmeticException.class, () -> Shape.of(1L << 31).columns());
    assertThrows(ArithmeticException.class, () -> Shape.of(1L << 31, 1).rows());
  }

  @Test
  void negativeDimensionsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Shape.of(-1));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(0, -1));
  }
}
