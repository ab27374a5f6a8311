package dev.pare.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.models.ComputeType;
import dev.pare.models.TrainableDecoder;
import dev.pare.models.TrainingBatch;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchTensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses, gradients and steps against PyTorch's: {@code oracles/training_golden.py}. */
class TrainingOracleTest {
  /** Of a gradient's norm. */
  private static final double F32_TOLERANCE = 1e-4;

  /** Of a gradient's norm: bfloat16 rounds to eight bits, at every linear. */
  private static final double BF16_TOLERANCE = 0.1;

  /** Of a weight. */
  private static final float STEP_TOLERANCE = 1e-5f;

  /** Of a loss: over tens of steps roundings grow. */
  private static final double CURVE_TOLERANCE = 1e-3;

  /** Below this share of the largest gradient's norm one is nothing but rounding. */
  private static final double NOTHING = 1e-6;

  @BeforeAll
  static void oneThread() {
    Torch.setThreads(1);
  }

  static Stream<String> families() {
    return GoldenTraining.FAMILIES.stream();
  }

  static Stream<String> trained() {
    return GoldenTraining.TRAINED.stream();
  }

  @ParameterizedTest
  @MethodSource("families")
  void gradientsAgree(String family) throws IOException {
    assertGradients(family, ComputeType.F32, F32_TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("families")
  void gradientsAreCloseInBfloat16(String family) throws IOException {
    assertGradients(family, ComputeType.BF16, BF16_TOLERANCE);
  }

  private static void assertGradients(String family, ComputeType compute, double tolerance)
      throws IOException {
    GoldenTraining golden = new GoldenTraining(family);
    Gradients made = Gradients.of(golden.checkpoint(), compute, List.of(golden.batch()));
    assertEquals(golden.losses()[0], made.loss(), tolerance * golden.losses()[0]);
    assertEquals(golden.checkpoint().names(), made.byName().keySet());
    double largest =
        made.byName().keySet().stream().mapToDouble(n -> norm(golden.gradient(n))).max().orElse(0);
    made.byName()
        .forEach(
            (name, gradient) -> {
              float[] expected = golden.gradient(name);
              double distance =
                  norm(expected) > NOTHING * largest
                      ? Gradients.distance(gradient, expected)
                      : norm(gradient) / largest;
              assertTrue(distance < tolerance, () -> name + " is off by " + distance);
            });
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @MethodSource("trained")
  void stepsAgree(String family) throws IOException {
    GoldenTraining golden = new GoldenTraining(family);
    assertTrained(golden, golden.rows());
    assertTrained(golden, List.of(golden.batch()));
  }

  private static void assertTrained(GoldenTraining golden, List<TrainingBatch> batches) {
    try (Parametrization all = new FullWeights(TrainableDecoder.weights(golden.checkpoint()))) {
      train(golden, all, batches, GoldenTraining.STEPS);
      for (Map.Entry<String, TorchTensor> master : all.masters().entrySet()) {
        float[] expected = golden.trained(master.getKey());
        assertArrayEquals(expected, master.getValue().floats(), STEP_TOLERANCE, master.getKey());
      }
    }
  }

  /** The losses before each step. */
  private static double[] train(
      GoldenTraining golden, Parametrization all, List<TrainingBatch> batches, int steps) {
    Schedule constant = new Schedule(steps, 0, GoldenTraining.RATE, 1);
    try (TrainableDecoder decoder =
            new TrainableDecoder(golden.checkpoint().config(), ComputeType.F32);
        AdamW optimizer = new AdamW(all.masters(), GoldenTraining.OPTIMIZER)) {
      Trainer trainer = new Trainer(decoder, all, optimizer, constant);
      return IntStream.rangeClosed(1, steps)
          .mapToDouble(step -> trainer.step(step, batches).loss())
          .toArray();
    }
  }

  /** From a loss of 3 to 8 down to a hundredth of it. */
  @ParameterizedTest
  @MethodSource("families")
  void lossCurvesAgree(String family) throws IOException {
    GoldenTraining golden = new GoldenTraining(family);
    float[] expected = golden.losses();
    try (Parametrization all = new FullWeights(TrainableDecoder.weights(golden.checkpoint()))) {
      double[] made = train(golden, all, List.of(golden.batch()), expected.length);
      for (int step = 0; step < made.length; step++) {
        String where = family + ", step " + (step + 1);
        assertEquals(expected[step], made[step], CURVE_TOLERANCE * expected[step], where);
      }
    }
  }

  /** A batch of all rows, and rows one after the other whose gradients are added up. */
  @ParameterizedTest
  @MethodSource("families")
  void accumulatedGradientsAreTheLargerBatches(String family) throws IOException {
    GoldenTraining golden = new GoldenTraining(family);
    Gradients one = Gradients.of(golden.checkpoint(), ComputeType.F32, List.of(golden.batch()));
    Gradients rows = Gradients.of(golden.checkpoint(), ComputeType.F32, golden.rows());
    assertEquals(one.loss(), rows.loss(), 1e-6 * one.loss());
    for (String name : one.byName().keySet()) {
      if (norm(one.byName().get(name)) > NOTHING) {
        double distance = Gradients.distance(rows.byName().get(name), one.byName().get(name));
        assertTrue(distance < 2e-6, () -> name + " is off by " + distance);
      }
    }
  }
}
