package dev.pare.evaluate.task;

import dev.pare.core.io.Hashes;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Keeps at most N of the units that come, a unit being a sample or all samples of a group: those
 * whose SHA-256 of seed and id, or group, is smallest. So it is the start of a shuffle that depends
 * on the seed alone, is the same for every model, and holds no more than N units; of two limits the
 * smaller one's samples are among the larger one's.
 */
final class Selection {
  private record Kept(int position, Sample sample) {}

  private final long limit;
  private final long seed;
  private final TreeMap<String, List<Kept>> kept = new TreeMap<>(); // a unit's samples by its hash
  private final List<Sample> all = new ArrayList<>();
  private int count;

  /**
   * @param limit how many units at most; {@link Integer#MAX_VALUE} keeps all
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
    String key = Hashes.sha256(seed + " " + sample.unit());
    kept.computeIfAbsent(key, unit -> new ArrayList<>()).add(new Kept(position, sample));
    if (kept.size() > limit) {
      kept.pollLastEntry(); // for good: the largest key kept only falls
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
    return kept.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingInt(Kept::position))
        .map(Kept::sample)
        .toList();
  }
}
