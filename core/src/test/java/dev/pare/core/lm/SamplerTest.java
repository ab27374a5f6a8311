package dev.pare.core.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @Test
  void greedyTakesTheLowestIdOfTheLargest() {
    Sampler greedy = new Sampler(Sampling.GREEDY);
    assertEquals(1, greedy.next(new float[] {-3, 2, 2, -1}));
    assertEquals(2, greedy.next(new float[] {Float.NaN, -INFINITY, -7, -8}));
  }

  @Test
  void refusesLogitsWithoutALargestNumber() {
    for (Sampling sampling : List.of(Sampling.GREEDY, new Sampling(1, 0.5, 1))) {
      Sampler sampler = new Sampler(sampling);
      assertThrows(PareException.class, () -> sampler.next(new float[] {Float.NaN, Float.NaN}));
      assertThrows(PareException.class, () -> sampler.next(new float[] {-INFINITY, -INFINITY}));
      assertThrows(PareException.class, () -> sampler.next(new float[] {INFINITY, 0}));
    }
  }

  /** What is drawn in many draws is exactly the nucleus that a plain sort and sum gives. */
  @Test
  void drawsFromTheNucleusAndAllOfIt() {
    Random random = new Random(9);
    for (int round = 0; round < 60; round++) {
      int size = 1 + random.nextInt(12);
      float[] logits = new float[size];
      for (int i = 0; i < size; i++) {
        logits[i] = Math.round(random.nextGaussian() * 3) / 2f; // halves, so that many are equal
      }
      double temperature = 0.5 + random.nextDouble();
      double topP = 0.05 + 0.9 * random.nextDouble();
      Sampler sampler = new Sampler(new Sampling(temperature, topP, round));
      Set<Integer> drawn = new TreeSet<>();
      IntStream.range(0, 20_000).forEach(i -> drawn.add(sampler.next(logits)));
      assertEquals(nucleus(logits, temperature, topP), drawn, Arrays.toString(logits));
    }
  }

  private static Set<Integer> nucleus(float[] logits, double temperature, double topP) {
    double[] p = probabilities(logits, temperature);
    List<Integer> order = new ArrayList<>(IntStream.range(0, p.length).boxed().toList());
    order.sort(Comparator.<Integer>comparingDouble(id -> -p[id]).thenComparing(id -> id));
    Set<Integer> nucleus = new TreeSet<>();
    double sum = 0;
    for (int id : order) {
      if (sum >= topP) {
        break;
      }
      nucleus.add(id);
      sum += p[id];
    }
    return nucleus;
  }

  private static double[] probabilities(float[] logits, double temperature) {
    double[] weights = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      weights[i] = Math.exp(logits[i] / temperature);
    }
    double total = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / total).toArray();
  }

  @Test
  void frequenciesAreTheProbabilities() {
    float[] logits = {0.3f, -1, 2, 0.3f, -4, 1.1f, -INFINITY};
    int draws = 200_000;
    for (double topP : new double[] {1, 0.999}) { // 0.999 leaves out id 4 at most
      for (double temperature : new double[] {0.7, 1, 1.8}) {
        Sampler sampler = new Sampler(new Sampling(temperature, topP, 42));
        int[] counts = new int[logits.length];
        for (int i = 0; i < draws; i++) {
          counts[sampler.next(logits)]++;
        }
        double[] p = probabilities(logits, temperature);
        for (int id = 0; id < logits.length; id++) {
          double deviation = Math.sqrt(p[id] * (1 - p[id]) / draws);
          double slack = 5 * deviation + (1 - topP);
          assertEquals(p[id], (double) counts[id] / draws, slack, "id " + id);
        }
      }
    }
  }

  @Test
  void textsOfASeedRepeatAndThoseOfNeighbouringSeedsDiffer() {
    float[] logits = new float[1000];
    assertArrayEquals(draws(logits, 5, 0.9), draws(logits, 5, 0.9));
    Set<Integer> first = new TreeSet<>();
    for (long seed = 0; seed < 50; seed++) {
      first.add(draws(logits, seed, 1)[0]);
    }
    assertTrue(first.size() > 40, "the first draws of 50 seeds are " + first);
    assertFalse(Arrays.equals(draws(logits, 5, 0.9), draws(logits, 6, 0.9)));
  }

  private static int[] draws(float[] logits, long seed, double topP) {
    Sampler sampler = new Sampler(new Sampling(1, topP, seed));
    return IntStream.range(0, 20).map(i -> sampler.next(logits)).toArray();
  }

  @Test
  void aTinyTemperatureIsGreedyAndATinyNucleusToo() {
    float[] logits = {1, 5, 5.001f, -80};
    assertEquals(2, new Sampler(new Sampling(1e-12, 1, 1)).next(logits));
    assertEquals(2, new Sampler(new Sampling(3, 1e-9, 1)).next(logits));
  }
}
