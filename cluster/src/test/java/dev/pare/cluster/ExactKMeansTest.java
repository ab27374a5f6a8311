package dev.pare.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cost of the centres, summed up weight by weight, against every assignment of a few values, a
 * program in extended precision (oracles/kmeans_golden.py), and Lloyd's algorithm.
 */
class ExactKMeansTest {
  /** Room for float64's rounding, of a cost and of all that there was to lose. */
  private static final double OF_COST = 1e-9;

  private static final double OF_ENERGY = 1e-14;
  private static final int SEEDS = 100;

  private static double[] centres(float[] values, float[] importance, int k) {
    return new ExactKMeans().centres(distinct(values, importance), k);
  }

  private static DistinctValues distinct(float[] values, float[] importance) {
    WeightRows rows = new WeightRows();
    rows.reset(values.length);
    System.arraycopy(values, 0, rows.weights(), 0, values.length);
    System.arraycopy(importance, 0, rows.importance(), 0, values.length);
    DistinctValues distinct = new DistinctValues();
    distinct.sort(rows);
    return distinct;
  }

  private static double cost(float[] values, float[] importance, double[] centres) {
    double cost = 0;
    for (int i = 0; i < values.length; i++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (double centre : centres) {
        nearest = Math.min(nearest, (values[i] - centre) * (values[i] - centre));
      }
      cost += importance[i] * nearest;
    }
    return cost;
  }

  private static double energy(float[] values, float[] importance) {
    return cost(values, importance, centres(values, importance, 1));
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void noAssignmentOfAFewValuesCostsLess(int k) {
    Random random = new Random(k);
    for (int run = 0; run < 60; run++) {
      int n = 1 + random.nextInt(8);
      float[] values = new float[n];
      float[] importance = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] = run % 2 == 0 ? random.nextInt(7) - 3 : (float) random.nextGaussian();
        importance[i] = run % 3 == 0 ? 1 : (float) Math.exp(3 * random.nextGaussian());
      }
      double least = leastOfAllAssignments(values, importance, k);
      double cost = cost(values, importance, centres(values, importance, k));
      assertEquals(least, cost, OF_COST * least + OF_ENERGY * energy(values, importance));
    }
  }

  /** Each value to each of k clusters, in all kⁿ ways. */
  private static double leastOfAllAssignments(float[] values, float[] importance, int k) {
    double least = Double.POSITIVE_INFINITY;
    int ways = (int) Math.pow(k, values.length);
    for (int way = 0; way < ways; way++) {
      double[] weight = new double[k];
      double[] mean = new double[k];
      for (int i = 0, rest = way; i < values.length; i++, rest /= k) {
        weight[rest % k] += importance[i];
        mean[rest % k] += (double) importance[i] * values[i];
      }
      double cost = 0;
      for (int i = 0, rest = way; i < values.length; i++, rest /= k) {
        double lost = values[i] - mean[rest % k] / weight[rest % k];
        cost += importance[i] * lost * lost;
      }
      least = Math.min(least, cost);
    }
    return least;
  }

  static Stream<String> golden() {
    try {
      return new String(Golden.bytes("kmeans/costs.txt"), StandardCharsets.US_ASCII).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void theCostIsThatOfExtendedPrecision(String line) {
    String[] parts = line.split(" ");
    SeededValues seeded = SeededValues.of(SeededValues.Kind.of(parts[0]));
    float[] values = seeded.values();
    float[] importance = parts[1].equals("plain") ? ones(values.length) : seeded.importance();
    double expected = Double.parseDouble(parts[3]);
    double[] centres = centres(values, importance, Integer.parseInt(parts[2]));
    double room = OF_COST * expected + OF_ENERGY * energy(values, importance);
    assertEquals(expected, cost(values, importance, centres), room);
    for (int i = 1; i < centres.length; i++) {
      assertTrue(centres[i - 1] <= centres[i], "ascending");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16, 32})
  void lloydIsNeverBetter(int k) {
    Random random = new Random(k);
    float[] values = new float[800];
    float[] importance = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      double g = random.nextGaussian();
      values[i] = (float) (i % 3 == 0 ? 0.1 * g * g * g : 0.02 * g - 0.05);
      importance[i] = (float) Math.exp(1.5 * random.nextGaussian());
    }
    double cost = cost(values, importance, centres(values, importance, k));
    double best = Double.POSITIVE_INFINITY;
    for (int seed = 0; seed < SEEDS; seed++) {
      double[] centres = lloyd(values, importance, k, new Random(seed));
      best = Math.min(best, cost(values, importance, centres));
    }
    assertTrue(cost <= best * (1 + OF_COST), cost + " where Lloyd has " + best);
    assertTrue(k < 16 || cost < best, "with so many centres Lloyd ends somewhere worse");
  }

  /** Lloyd's algorithm from k of the values, to the end. */
  private static double[] lloyd(float[] values, float[] importance, int k, Random random) {
    double[] centres = random.ints(0, values.length).limit(k).mapToDouble(i -> values[i]).toArray();
    for (boolean moved = true; moved; ) {
      double[] weight = new double[k];
      double[] sum = new double[k];
      for (int i = 0; i < values.length; i++) {
        int nearest = nearest(centres, values[i]);
        weight[nearest] += importance[i];
        sum[nearest] += (double) importance[i] * values[i];
      }
      moved = false;
      for (int m = 0; m < k; m++) {
        double mean = weight[m] == 0 ? centres[m] : sum[m] / weight[m];
        moved |= mean != centres[m];
        centres[m] = mean;
      }
    }
    return centres;
  }

  private static int nearest(double[] centres, double value) {
    int nearest = 0;
    for (int m = 1; m < centres.length; m++) {
      if (Math.abs(value - centres[m]) < Math.abs(value - centres[nearest])) {
        nearest = m;
      }
    }
    return nearest;
  }

  @Test
  void evenStepsFallIntoEqualClusters() {
    int k = 64;
    int each = 9;
    float[] values = new float[k * each];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    double[] expected = new double[k];
    Arrays.setAll(expected, m -> m * each + (each - 1) / 2.0);
    assertArrayEquals(expected, centres(values, ones(values.length), k), 1e-9);
  }

  @Test
  void fewValuesStandForThemselves() {
    float[] values = {3, -1, 3, 0.5f, -0f, 0f};
    assertArrayEquals(
        new double[] {-1, 0, 0.5, 3, 3, 3, 3, 3}, centres(values, ones(values.length), 8));
    assertArrayEquals(new double[] {7, 7}, centres(new float[] {7}, new float[] {1e-30f}, 2));
  }

  @Test
  void whatDoesNotCountHasNoCentre() {
    float[] values = {1, 2, 3, 1000};
    assertArrayEquals(new double[] {1, 2.5}, centres(values, new float[] {2, 1, 1, 0}, 2));
  }

  @Test
  void valuesOfAlmostNoImportanceDoNoHarm() {
    Random random = new Random(2);
    float[] values = new float[5000];
    float[] importance = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
      importance[i] = i % 2 == 0 ? 1e20f : 1e-20f;
    }
    double[] centres = centres(values, importance, 16);
    float[] half = importance.clone();
    for (int i = 1; i < half.length; i += 2) {
      half[i] = 0;
    }
    double least = cost(values, half, centres(values, half, 16));
    assertEquals(least, cost(values, importance, centres), OF_COST * least);
  }

  @Test
  void aSolverMayBeUsedAgain() {
    ExactKMeans solver = new ExactKMeans();
    for (SeededValues.Kind kind : SeededValues.Kind.values()) {
      SeededValues seeded = SeededValues.of(kind);
      for (int k : new int[] {256, 3, 16}) {
        assertArrayEquals(
            centres(seeded.values(), seeded.importance(), k),
            solver.centres(distinct(seeded.values(), seeded.importance()), k));
      }
    }
  }
}
