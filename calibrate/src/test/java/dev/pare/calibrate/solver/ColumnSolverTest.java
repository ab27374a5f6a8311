package dev.pare.calibrate.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.calibrate.InputStatistics;
import dev.pare.core.PareException;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.models.torch.TorchType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loop against its definition, and what it does with inputs that define nothing. */
class ColumnSolverTest {
  /** Multiples of a step; keeps what it chose. */
  private static final class Steps implements ColumnRule {
    private final float step;
    private final int unit;
    private final int rows;
    private final int columns;
    private final float[] chosen;

    Steps(float step, int unit, Shape shape) {
      this.step = step;
      this.unit = unit;
      this.rows = shape.rows();
      this.columns = shape.columns();
      this.chosen = new float[rows * columns];
    }

    @Override
    public int unit() {
      return unit;
    }

    @Override
    public void choose(BlockRows block, int i, float[] values) {
      for (int lane = 0; lane < block.rows(); lane++) {
        values[lane] = (float) Math.rint(values[lane] / step) * step;
        chosen[(block.firstRow() + lane) * columns + block.block().column(i)] = values[lane];
      }
    }

    DenseTensor tensor() {
      return DenseTensor.of(DType.F32, Shape.of(rows, columns), chosen);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 30, false, 1",
    "5, 7, 30, true, 1",
    "3, 140, 400, false, 1",
    "3, 140, 60, true, 1",
    "200, 20, 50, true, 1",
    "2, 150, 300, false, 64",
    "2, 100, 300, false, 48",
    "2, 200, 500, false, 140",
  })
  void everyColumnIsWhatTheDefinitionSays(
      int rows, int columns, int tokens, boolean descending, int unit) {
    for (TorchType type : List.of(TorchType.F64, TorchType.F32)) {
      check(rows, columns, tokens, descending, unit, type);
    }
  }

  private static void check(
      int rows, int columns, int tokens, boolean descending, int unit, TorchType type) {
    InputStatistics inputs = Layers.inputs(columns, tokens, 3);
    DenseTensor weight = Layers.weight(rows, columns, 4);
    Steps rule = new Steps(0.25f, unit, weight.shape());
    HessianFactor factor = HessianFactor.of(inputs, descending, 0.01, type).orElseThrow();
    double loss = ColumnSolver.solve("w", weight, factor, rule);
    PlainLoop plain = new PlainLoop(inputs, descending, 0.01);
    boolean[] dead = new boolean[columns];
    IntStream.range(0, columns).forEach(i -> dead[i] = inputs.squares()[i] == 0);
    float[] w = Layers.values(weight);
    for (int row = 0; row < rows; row++) {
      float[] one = Arrays.copyOfRange(w, row * columns, (row + 1) * columns);
      double[] expected = plain.solve(one, dead, v -> Math.rint(v / 0.25) * 0.25);
      float[] actual = Arrays.copyOfRange(rule.chosen, row * columns, (row + 1) * columns);
      assertArrayEquals(
          expected, IntStream.range(0, columns).mapToDouble(i -> actual[i]).toArray(), 1e-6);
    }
    double direct = OutputLoss.relative(weight, rule.tensor(), inputs);
    assertEquals(direct, loss, 1e-4 * direct + 1e-9);
  }

  @Test
  void whatNeedsNoChangeLosesNothing() {
    DenseTensor weight = Layers.weight(9, 130, 5);
    FloatRounding rule = new FloatRounding(DType.F32, weight.shape());
    HessianFactor factor = HessianFactor.of(Layers.inputs(130, 300, 6), false, 0.01).orElseThrow();
    assertEquals(0, ColumnSolver.solve("w", weight, factor, rule), 1e-9);
    float[] w = Layers.values(weight);
    float[] made = Layers.values(rule.tensor());
    for (int i = 0; i < w.length; i++) {
      assertEquals(i % 130 == 65 ? 0 : w[i], made[i]); // the dead column is cleared
    }
  }

  @Test
  void errorsAreMadeUpFor() {
    InputStatistics inputs = Layers.inputs(64, 500, 7);
    DenseTensor weight = Layers.weight(16, 64, 8);
    Steps rule = new Steps(0.5f, 1, weight.shape());
    HessianFactor factor = HessianFactor.of(inputs, true, 0.01).orElseThrow();
    double loss = ColumnSolver.solve("w", weight, factor, rule);
    float[] nearest = Layers.values(weight);
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = (float) Math.rint(nearest[i] / 0.5) * 0.5f;
    }
    DenseTensor rounded = DenseTensor.of(DType.F32, weight.shape(), nearest);
    assertTrue(loss < 0.6 * OutputLoss.relative(weight, rounded, inputs), "loss " + loss);
  }

  @Test
  void theBytesAreTheSameEveryTime() {
    InputStatistics inputs = Layers.inputs(150, 400, 9);
    DenseTensor weight = Layers.weight(300, 150, 10);
    float[][] chosen = new float[2][];
    for (int time = 0; time < 2; time++) {
      HessianFactor factor = HessianFactor.of(inputs, true, 0.01).orElseThrow();
      Steps rule = new Steps(0.25f, 1, weight.shape());
      ColumnSolver.solve("w", weight, factor, rule);
      chosen[time] = rule.chosen;
    }
    assertArrayEquals(chosen[0], chosen[1]);
  }

  @Test
  void dampingRisesUntilTheHessianHasAFactor() {
    float[] gram = {1, 1.05f, 1.05f, 1}; // an eigenvalue of −0.05
    HessianFactor factor = HessianFactor.of(Layers.statistics(gram, 2), false, 0.01).orElseThrow();
    assertEquals(0.1, factor.damping(), 1e-12);
    float[] hopeless = {1, 3, 3, 1};
    assertEquals(Optional.empty(), HessianFactor.of(Layers.statistics(hopeless, 2), false, 0.01));
  }

  @Test
  void inputsThatAreAlwaysZeroAreNoObstacle() {
    InputStatistics inputs = Layers.statistics(new float[9], 5);
    DenseTensor weight = Layers.weight(2, 3, 11);
    HessianFactor factor = HessianFactor.of(inputs, true, 0.01).orElseThrow();
    assertEquals(0, ColumnSolver.solve("w", weight, factor, new Steps(0.25f, 1, weight.shape())));
  }

  @Test
  void nanIsRefusedByName() {
    float[] gram = {1, 0, 0, Float.NaN};
    PareException inputs =
        assertThrows(
            PareException.class, () -> HessianFactor.of(Layers.statistics(gram, 2), false, 0.01));
    assertTrue(inputs.getMessage().contains("NaN"), inputs.getMessage());
    float[] w = {1, 2, Float.POSITIVE_INFINITY, 4};
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(2, 2), w);
    HessianFactor factor = HessianFactor.of(Layers.inputs(2, 9, 12), false, 0.01).orElseThrow();
    PareException e =
        assertThrows(
            PareException.class,
            () -> ColumnSolver.solve("q", weight, factor, new Steps(1, 1, weight.shape())));
    assertEquals("q: holds NaN or infinite weights; take an undamaged checkpoint", e.getMessage());
  }

  @Test
  void unitsNeedTheColumnsOwnOrder() {
    InputStatistics inputs = Layers.inputs(12, 40, 13);
    DenseTensor weight = Layers.weight(2, 12, 14);
    HessianFactor factor = HessianFactor.of(inputs, true, 0.01).orElseThrow();
    Steps rule = new Steps(1, 4, weight.shape());
    assertThrows(
        IllegalArgumentException.class, () -> ColumnSolver.solve("w", weight, factor, rule));
  }

  @Test
  void oneInputHasOneFactor() {
    SharedFactors factors = new SharedFactors(true, 0.01);
    InputStatistics inputs = Layers.inputs(12, 40, 15);
    assertTrue(factors.of(inputs).orElseThrow() == factors.of(inputs).orElseThrow());
  }

  /** The diagonal alone, against a double loop. */
  @Test
  void withoutAGramTheLossIsThatOfTheDiagonal() {
    double[] squares = {1, 0, 9};
    InputStatistics inputs = new InputStatistics(4, squares, squares, Optional.empty());
    DenseTensor before = DenseTensor.of(DType.F32, Shape.of(1, 3), new float[] {1, 2, 3});
    DenseTensor after = DenseTensor.of(DType.F32, Shape.of(1, 3), new float[] {2, 5, 2});
    assertEquals((1 + 9) / (1 + 81.0), OutputLoss.relative(before, after, inputs), 1e-12);
  }
}
