package dev.pare.train.data;

import dev.pare.core.PareException;
import dev.pare.models.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The batches of one step after the other, from a place in the data on, made in the background
 * while the trainer computes.
 */
public final class StepReader implements AutoCloseable {
  private static final int STEPS_AHEAD = 8;

  /**
   * @param rows of a batch
   * @param length tokens of a row
   * @param batches of a step
   * @param sampleBelow predictions that count less are made in part, and count as much; 0 for none
   */
  public record Shape(int rows, int length, int batches, double sampleBelow) {
    public int tokens() {
      return rows * length * batches;
    }
  }

  /**
   * What one step trains on: the weights of its predictions add up to 1.
   *
   * @param document the group of documents, and
   * @param row its row, with which the next step begins
   */
  public record Step(List<TrainingBatch> batches, long document, int row) {}

  /** What the background came to: a step, or why there is none. */
  private record Made(Step step, RuntimeException failure) {}

  private final Packing packing;
  private final Shape shape;
  private final BlockingQueue<Made> ready = new ArrayBlockingQueue<>(STEPS_AHEAD);
  private final Thread thread;
  private Packing.Group group;
  private Packing.Position position;

  /**
   * @param document where to begin, as {@link Step} says it; 0 at the start
   */
  public StepReader(
      DocumentStream stream,
      DocumentEncoder encoder,
      Shape shape,
      long seed,
      long document,
      int row) {
    this.shape = shape;
    packing = new Packing(stream, encoder, shape.length(), shape.sampleBelow(), seed);
    position = new Packing.Position(document, row);
    thread = new Thread(this::produce, "read-training-data");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The next step.
   *
   * @throws PareException if the data cannot be read
   */
  public Step next() {
    try {
      Made made = ready.take();
      if (made.failure() != null) {
        throw made.failure();
      }
      return made.step();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PareException("training", "was interrupted", "run it again to go on", e);
    }
  }

  private void produce() {
    try {
      while (true) {
        ready.put(make());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private Made make() {
    try {
      List<PackedRow> rows = new ArrayList<>();
      while (rows.size() < shape.rows() * shape.batches()) {
        rows.add(nextRow());
      }
      return new Made(
          new Step(batches(rows, shape.rows()), position.document(), position.row()), null);
    } catch (RuntimeException e) {
      return new Made(null, e);
    }
  }

  private PackedRow nextRow() {
    if (group == null || group.first() != position.document()) {
      group = packing.group(position.document());
    }
    PackedRow row = group.rows().get(position.row());
    position =
        position.row() + 1 < group.rows().size()
            ? new Packing.Position(position.document(), position.row() + 1)
            : new Packing.Position(group.next(), 0);
    return row;
  }

  /** The held-out documents, all of them: their weights add up to 1. */
  public static List<TrainingBatch> heldOut(
      DocumentStream stream, DocumentEncoder encoder, Shape shape, long seed) {
    return batches(new Packing(stream, encoder, shape.length(), 0, seed).heldOut(), shape.rows());
  }

  private static List<TrainingBatch> batches(List<PackedRow> rows, int rowsABatch) {
    double total = 0;
    for (PackedRow row : rows) {
      for (float weight : row.weights) {
        total += weight;
      }
    }
    List<TrainingBatch> batches = new ArrayList<>();
    for (int first = 0; first < rows.size(); first += rowsABatch) {
      batches.add(batch(rows.subList(first, Math.min(rows.size(), first + rowsABatch)), total));
    }
    return batches;
  }

  private static TrainingBatch batch(List<PackedRow> rows, double total) {
    int length = rows.get(0).ids.length;
    int count = rows.stream().mapToInt(PackedRow::places).sum();
    long[] ids = new long[rows.size() * length];
    long[] places = new long[count];
    long[] labels = new long[count];
    float[] weights = new float[count];
    int next = 0;
    for (int r = 0; r < rows.size(); r++) {
      PackedRow row = rows.get(r);
      System.arraycopy(row.ids, 0, ids, r * length, length);
      for (int i = 0; i < length; i++) {
        if (row.weights[i] > 0) {
          places[next] = (long) r * length + i - 1;
          labels[next] = row.ids[i];
          weights[next++] = (float) (row.weights[i] / total);
        }
      }
    }
    return new TrainingBatch(rows.size(), length, ids, places, labels, weights);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
