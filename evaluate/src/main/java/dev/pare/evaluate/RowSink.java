package dev.pare.evaluate;

import dev.pare.core.progress.Progress;
import java.nio.FloatBuffer;
import java.util.List;

/** Asks for the rows that predict counted targets, and numbers them within the batch. */
final class RowSink extends TargetSink {
  private final RowReader reader;
  private final int[] firstRows; // [segments of the batch]

  RowSink(
      String model,
      List<Segment> batch,
      float[] logProbabilities,
      Progress progress,
      RowReader reader) {
    super(model, batch, logProbabilities, progress);
    this.reader = reader;
    this.firstRows = new int[batch.size()];
    for (int i = 1; i < firstRows.length; i++) {
      firstRows[i] = firstRows[i - 1] + batch.get(i - 1).targets();
    }
  }

  @Override
  public Rows rows() {
    return Rows.LOG_PROBABILITIES;
  }

  @Override
  public int firstRow(int sequence, int length) {
    return segment(sequence).firstTarget() - 1;
  }

  @Override
  public void row(int sequence, int position, FloatBuffer values) {
    Segment segment = segment(sequence);
    if (position == segment.length() - 1) {
      return; // predicts beyond the segment
    }
    int i = position - (segment.firstTarget() - 1);
    reader.read(firstRows[sequence] + i, segment.offset() + i, values);
  }
}
