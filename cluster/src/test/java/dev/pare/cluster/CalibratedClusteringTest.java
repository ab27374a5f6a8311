package dev.pare.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseMask;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.WeightTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looking at the inputs gains; the solver itself is held to an oracle in calibrate. */
class CalibratedClusteringTest {
  private static final LayerId LAYER = new LayerId(0, "w");
  private static final int ROWS = 20;
  private static final int COLUMNS = 96;

  private static ClusterSettings settings(int bits, String granularity) {
    Map<String, Object> given = Map.of("bits", (long) bits, "granularity", granularity);
    return ClusterSettings.read(new JsonObject("recipe", given));
  }

  /** Inputs of unlike sizes of which neighbours depend on one another. */
  private static InputStatistics inputs() {
    Random random = new Random(1);
    float[] gram = new float[COLUMNS * COLUMNS];
    double[] squares = new double[COLUMNS];
    double[] x = new double[COLUMNS];
    for (int token = 0; token < 300; token++) {
      for (int i = 0; i < COLUMNS; i++) {
        x[i] = random.nextGaussian() * (1 + i % 5) + (i > 0 ? 0.7 * x[i - 1] : 0);
      }
      for (int i = 0; i < gram.length; i++) {
        gram[i] += (float) (x[i / COLUMNS] * x[i % COLUMNS]);
      }
    }
    for (int i = 0; i < COLUMNS; i++) {
      squares[i] = gram[i * COLUMNS + i];
    }
    return new InputStatistics(300, squares, squares.clone(), Optional.of(gram));
  }

  private static DenseTensor weight() {
    Random random = new Random(2);
    float[] w = new float[ROWS * COLUMNS];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) random.nextGaussian();
    }
    return DenseTensor.of(DType.BF16, Shape.of(ROWS, COLUMNS), w);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensor", "channel", "group:8"})
  void lookingAtTheInputsLosesLess(String granularity) {
    ClusterSettings settings = settings(2, granularity);
    LinearMethod activation = new CalibratedClustering(settings);
    LinearMethod gptq = new CompensatedClustering(settings, true, 0.01);
    WeightTensor even = activation.plan(LAYER, weight());
    InputStatistics all = inputs();
    InputStatistics alone =
        new InputStatistics(all.tokens(), all.squares(), all.magnitudes(), Optional.empty());
    CompressedLinear weighted = activation.compress(LAYER, weight(), alone);
    CompressedLinear compensated = gptq.compress(LAYER, weight(), inputs());
    assertTrue(weighted.loss() < OutputLoss.relative(weight(), even, alone), "activation");
    double nearest = OutputLoss.relative(weight(), weighted.tensor(), inputs());
    double made = OutputLoss.relative(weight(), compensated.tensor(), inputs());
    assertTrue(made < 0.8 * nearest, made + " for " + nearest);
    assertEquals(made, compensated.loss(), 1e-4 * made);
    assertEquals(even.encoding(), compensated.tensor().encoding());
    assertEquals(even.byteSize(), compensated.tensor().byteSize());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensor", "channel", "group:8"})
  void codebooksFoundAheadAreThoseFoundForTheirRows(String granularity) {
    ClusterSettings settings = settings(3, granularity);
    Importance importance = Importance.ofInputs(inputs().squares());
    Clustering ahead = CalibratedClustering.clustering(settings, LAYER, weight(), inputs());
    Clustering asRead = new Clustering("w", weight(), settings.scheme(), importance);
    assertArrayEquals(values(asRead.tensor()), values(ahead.tensor()));
  }

  private static float[] values(WeightTensor tensor) {
    float[] values = new float[ROWS * COLUMNS];
    tensor.decodeRows(0, ROWS, values);
    return values;
  }

  @Test
  void aPrunedWeightStaysPruned() {
    byte[] bits = new byte[ROWS * COLUMNS / 8];
    Arrays.fill(bits, (byte) 0b00010010);
    SparseMask mask = SparseMask.of(Shape.of(ROWS, COLUMNS), SparsityPattern.unstructured(), bits);
    SparseTensor weight = new SparseTensor(mask, weight());
    CompressedLinear made =
        new CompensatedClustering(settings(6, "tensor"), true, 0.01)
            .compress(LAYER, weight, inputs());
    assertTrue(made.tensor() instanceof SparseTensor, made.tensor().encoding());
    float[] before = values(weight);
    float[] after = values(made.tensor());
    for (int i = 0; i < before.length; i++) {
      assertTrue(before[i] != 0 || after[i] == 0);
    }
    double direct = OutputLoss.relative(weight, made.tensor(), inputs());
    assertEquals(direct, made.loss(), 1e-4 * direct);
  }

  @Test
  void aHessianWithoutAFactorMeansTheNearestEntries() {
    double[] squares = {1, 1};
    InputStatistics inputs =
        new InputStatistics(4, squares, squares, Optional.of(new float[] {1, 3, 3, 1}));
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(1, 2), new float[] {0.5f, -1});
    CompressedLinear made =
        new CompensatedClustering(settings(1, "channel"), true, 0.01)
            .compress(LAYER, weight, inputs);
    assertEquals("activation instead of gptq: the Hessian is not positive definite", made.note());
    assertEquals(0, made.loss(), 1e-12);
  }
}
