package dev.pare.evaluate.divergence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RowDivergenceTest {
  private static final double ROUNDING = 2e-5;

  private final Random random = new Random(5);

  private float[] logits(int vocabulary, double spread) {
    float[] logits = new float[vocabulary];
    for (int v = 0; v < vocabulary; v++) {
      logits[v] = (float) (spread * random.nextGaussian());
    }
    return logits;
  }

  private float[] near(float[] logits, double distance) {
    float[] near = logits.clone();
    for (int v = 0; v < near.length; v++) {
      near[v] += (float) (distance * random.nextGaussian());
    }
    return near;
  }

  private static float[] logProbabilities(float[] logits) {
    double max = 0;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    float[] logs = new float[logits.length];
    for (int v = 0; v < logs.length; v++) {
      logs[v] = (float) (logits[v] - max - Math.log(sum));
    }
    return logs;
  }

  /** Over the whole vocabulary. */
  private static double exact(float[] p, float[] q) {
    double sum = 0;
    for (int v = 0; v < p.length; v++) {
      sum += Math.exp(p[v]) * ((double) p[v] - q[v]);
    }
    return sum;
  }

  private static int top(float[] row) {
    int top = 0;
    for (int v = 1; v < row.length; v++) {
      top = row[v] > row[top] ? v : top;
    }
    return top;
  }

  private static RowDivergence compare(float[] p, float[] q) {
    KeptRow kept = new RowKeeper(p.length).keep(FloatBuffer.wrap(p));
    KeptRows rows = new KeptRows();
    rows.add(kept);
    return RowDivergence.of(KeptRows.read(rows.bytes(), p.length).get(0), q);
  }

  @Test
  void isBetweenItsBoundsWhateverTheDistributions() {
    for (int i = 0; i < 3000; i++) {
      int vocabulary = 1 + random.nextInt(i % 2 == 0 ? 60 : 3000);
      float[] p = logits(vocabulary, 6 * random.nextDouble());
      float[] q =
          i % 3 == 0
              ? logits(vocabulary, 8 * random.nextDouble())
              : near(p, 2 * random.nextDouble());
      float[] logP = logProbabilities(p);
      float[] logQ = logProbabilities(q);
      double exact = exact(logP, logQ);
      RowDivergence found = compare(logP, logQ);
      double rounding = ROUNDING * (1 + exact);
      assertTrue(found.least() <= exact + rounding, found + " of " + exact);
      assertTrue(exact <= found.most() + rounding, found + " of " + exact);
      assertTrue(found.least() <= found.value(), found.toString());
      assertEquals(top(logP) == top(logQ), found.sameTop());
    }
  }

  @Test
  void isExactWhereAllTokensAreKept() {
    float[] p = logProbabilities(logits(KeptRow.TOKENS, 3));
    float[] q = logProbabilities(logits(KeptRow.TOKENS, 3));
    RowDivergence found = compare(p, q);
    assertEquals(exact(p, q), found.value(), ROUNDING);
    assertEquals(found.least(), found.value());
    assertEquals(found.most(), found.value());
  }

  /** Flat distributions over many tokens: most of it is in the tail. */
  @Test
  void theDrawsMakeItExactOnAverage() {
    double exact = 0;
    double value = 0;
    double least = 0;
    for (int i = 0; i < 600; i++) {
      float[] p = logits(2000, 1.5);
      float[] logP = logProbabilities(p);
      float[] logQ = logProbabilities(near(p, 0.5));
      RowDivergence found = compare(logP, logQ);
      exact += exact(logP, logQ) / 600;
      value += found.value() / 600;
      least += found.least() / 600;
    }
    assertTrue(least < 0.8 * exact, least + " of " + exact);
    assertEquals(exact, value, 0.03 * exact);
  }

  @Test
  void theSameIsNoDivergence() {
    float[] p = logProbabilities(logits(5000, 3));
    RowDivergence found = compare(p, p);
    assertEquals(0, found.value(), 1e-6);
    assertTrue(found.sameTop());
  }

  @Test
  void whatTheModelExcludesIsInfinitelyFar() {
    float[] p = logProbabilities(logits(100, 1));
    float[] q = p.clone();
    q[top(p)] = Float.NEGATIVE_INFINITY;
    assertEquals(Double.POSITIVE_INFINITY, compare(p, q).value());
    Arrays.fill(p, Float.NEGATIVE_INFINITY);
    p[7] = 0;
    q[7] = -2;
    assertEquals(2, compare(p, q).value(), ROUNDING);
    p[8] = Float.NaN;
    assertThrows(IllegalArgumentException.class, () -> compare(p, q));
  }

  @Test
  void rowsAreSmallAndComeBack() {
    KeptRows rows = new KeptRows();
    RowKeeper keeper = new RowKeeper(49152);
    List<KeptRow> kept =
        List.of(
            keeper.keep(FloatBuffer.wrap(logProbabilities(logits(49152, 3)))),
            keeper.keep(FloatBuffer.wrap(logProbabilities(logits(49152, 5)))));
    kept.forEach(rows::add);
    assertTrue(rows.bytes().length < 2 * 300, rows.bytes().length + " bytes");
    List<KeptRow> read = KeptRows.read(rows.bytes(), 49152);
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(kept.get(i).ids, read.get(i).ids);
      assertArrayEquals(kept.get(i).logProbabilities, read.get(i).logProbabilities);
      assertArrayEquals(kept.get(i).drawn, read.get(i).drawn);
      assertArrayEquals(kept.get(i).drawnLogProbabilities, read.get(i).drawnLogProbabilities);
      assertEquals(kept.get(i).tail, read.get(i).tail);
      assertEquals(kept.get(i).top, read.get(i).top);
    }
  }

  /** Any bytes are rows over the vocabulary, or refused. */
  @Test
  void damagedRowsAreRefused() {
    KeptRows rows = new KeptRows();
    rows.add(new RowKeeper(300).keep(FloatBuffer.wrap(logProbabilities(logits(300, 2)))));
    byte[] good = rows.bytes();
    for (int length = 1; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThrows(IllegalArgumentException.class, () -> KeptRows.read(cut, 300));
    }
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        for (KeptRow row : KeptRows.read(damaged, 300)) {
          RowDivergence.of(row, new float[300]);
        }
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, refused + " refused");
  }
}
