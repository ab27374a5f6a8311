package dev.pare.evaluate.divergence;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Makes {@link KeptRow}s. The draws from the tail are systematic: {@link KeptRow#DRAWN} points,
 * equally far from each other on the tail's cumulative distribution, moved together by a random
 * share of their distance. The row itself is the seed, so the same row is always kept as the same.
 */
public final class RowKeeper {
  /** A tail below this adds nothing to a figure. */
  private static final double LEAST_TAIL = 1e-9;

  private final float[] row; // [vocabulary]
  private final double[] tail; // [vocabulary], probabilities; 0 for kept tokens

  public RowKeeper(int vocabulary) {
    row = new float[vocabulary];
    tail = new double[vocabulary];
  }

  /**
   * @param logProbabilities [vocabulary]
   * @throws IllegalArgumentException if one of them is NaN
   */
  public KeptRow keep(FloatBuffer logProbabilities) {
    logProbabilities.get(logProbabilities.position(), row);
    int[] ids = mostProbable();
    float[] kept = new float[ids.length];
    int top = 0;
    for (int i = 0; i < ids.length; i++) {
      kept[i] = stored(row[ids[i]]);
      top = row[ids[i]] > row[ids[top]] ? i : top;
    }
    double mass = tail(ids);
    int[] drawn = mass < LEAST_TAIL ? new int[0] : draw(mass);
    float[] ofDrawn = new float[drawn.length];
    for (int i = 0; i < drawn.length; i++) {
      ofDrawn[i] = stored(row[drawn[i]]);
    }
    return new KeptRow(ids, kept, top, (float) mass, drawn, ofDrawn);
  }

  private static float stored(float logProbability) {
    return LogSteps.value(LogSteps.of(logProbability));
  }

  /**
   * A heap of the most probable so far, the least of them on top; the lower id first among equals.
   */
  private int[] mostProbable() {
    int[] heap = new int[Math.min(KeptRow.TOKENS, row.length)];
    int size = 0;
    for (int v = 0; v < row.length; v++) {
      if (Float.isNaN(row[v])) {
        throw new IllegalArgumentException("NaN instead of a log-probability");
      }
      if (row[v] <= KeptRow.LEAST) {
        continue;
      }
      if (size < heap.length) {
        rise(heap, size++, v);
      } else if (row[v] > row[heap[0]]) {
        sink(heap, v);
      }
    }
    int[] ids = Arrays.copyOf(heap, size);
    Arrays.sort(ids);
    return ids;
  }

  private boolean less(int a, int b) {
    return row[a] < row[b] || (row[a] == row[b] && a > b);
  }

  private void rise(int[] heap, int at, int id) {
    int hole = at;
    while (hole > 0 && less(id, heap[(hole - 1) / 2])) {
      heap[hole] = heap[(hole - 1) / 2];
      hole = (hole - 1) / 2;
    }
    heap[hole] = id;
  }

  private void sink(int[] heap, int id) {
    int hole = 0;
    while (true) {
      int child = 2 * hole + 1;
      if (child + 1 < heap.length && less(heap[child + 1], heap[child])) {
        child++;
      }
      if (child >= heap.length || less(id, heap[child])) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = id;
  }

  private double tail(int[] ids) {
    double mass = 0;
    int next = 0;
    for (int v = 0; v < row.length; v++) {
      boolean kept = next < ids.length && ids[next] == v;
      next += kept ? 1 : 0;
      tail[v] = kept ? 0 : Math.exp(row[v]);
      mass += tail[v];
    }
    return mass;
  }

  private int[] draw(double mass) {
    double distance = mass / KeptRow.DRAWN;
    double share = new SplittableRandom(Double.doubleToLongBits(mass)).nextDouble();
    int[] drawn = new int[KeptRow.DRAWN];
    double reached = 0;
    int count = 0;
    for (int v = 0; v < tail.length && count < drawn.length; v++) {
      reached += tail[v];
      while (count < drawn.length && reached > (count + share) * distance) {
        drawn[count++] = v;
      }
    }
    return Arrays.copyOf(drawn, count);
  }
}
