package dev.pare.evaluate.task;

import dev.pare.core.io.Hashes;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Keeps at most N of the samples that come: those whose SHA-256 of seed and id is smallest. So it
 * is the start of a shuffle that depends on the seed alone, is the same for every model, and holds
 * no more than N samples; of two limits the smaller one's samples are among the larger one's.
 */
final class Selection {
  private record Kept(String key, int position, Sample sample) {}

  private final long limit;
  private final long seed;
  private final PriorityQueue<Kept> kept =
      new PriorityQueue<>(Comparator.comparing(Kept::key).reversed());
  private final List<Sample> all = new ArrayList<>();
  private int count;

  /**
   * @param limit how many at most; {@link Integer#MAX_VALUE} keeps all
   */
  Selection(int limit, long seed) {
    this.limit = limit;
    this.seed = seed;
  }

  void add(Sample sample) {
    int position = count++;
    if (limit == Integer.MAX_VALUE) {
      all.add(sample);
      return;
    }
    kept.add(new Kept(Hashes.sha256(seed + " " + sample.id()), position, sample));
    if (kept.size() > limit) {
      kept.remove();
    }
  }

  /** How many samples there were. */
  int available() {
    return count;
  }

  /** The samples that were kept, in the order they came. */
  List<Sample> samples() {
    if (limit == Integer.MAX_VALUE) {
      return List.copyOf(all);
    }
    return kept.stream().sorted(Comparator.comparingInt(Kept::position)).map(Kept::sample).toList();
  }
}
