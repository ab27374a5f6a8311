package dev.pare.evaluate;

import dev.pare.core.PareException;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.progress.Progress;
import java.util.List;

/** Takes down the log-probability of each counted target, at its place in the corpus. */
class TargetSink implements LogitSink {
  private final String model;
  private final List<Segment> batch;
  private final float[] logProbabilities;
  private final Progress progress;

  TargetSink(String model, List<Segment> batch, float[] logProbabilities, Progress progress) {
    this.model = model;
    this.batch = batch;
    this.logProbabilities = logProbabilities;
    this.progress = progress;
  }

  final Segment segment(int sequence) {
    return batch.get(sequence);
  }

  @Override
  public void targets(int sequence, float[] values, boolean[] greedy) {
    Segment segment = segment(sequence);
    int first = segment.firstTarget() - 1;
    for (int i = 0; i < segment.targets(); i++) {
      float value = values[first + i];
      if (Float.isNaN(value)) {
        throw new PareException(
            model,
            "gives NaN instead of a probability at target " + (segment.offset() + i),
            "check its weights, or evaluate it in float32");
      }
      logProbabilities[segment.offset() + i] = value;
    }
    progress.advance(segment.length());
  }
}
