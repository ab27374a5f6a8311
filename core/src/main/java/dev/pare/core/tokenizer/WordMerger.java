package dev.pare.core.tokenizer;

import java.util.Arrays;

/**
 * Joins the symbols of one word by the rules of byte-pair encoding (Sennrich et al. 2016, <a
 * href="https://arxiv.org/abs/1508.07909">arXiv:1508.07909</a>): while any two neighbours have a
 * merge, the merge of the lowest rank is done, the leftmost first.
 *
 * <p>The symbols are a linked list and the possible merges a heap of (rank, position), so that a
 * word of n symbols takes O(n log n). A heap entry is stale, and skipped, once the pair at its
 * position has another rank.
 */
final class WordMerger {
  private static final int END = -1;
  private static final int GONE = -1;

  private final MergeTable merges;
  private final LongHeap candidates = new LongHeap();
  private int[] ids = new int[64];
  private int[] previous = new int[64];
  private int[] next = new int[64];
  private int size;

  WordMerger(MergeTable merges) {
    this.merges = merges;
  }

  /** Adds a symbol to the word. */
  void add(int id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
      previous = Arrays.copyOf(previous, size * 2);
      next = Arrays.copyOf(next, size * 2);
    }
    ids[size] = id;
    previous[size] = size - 1;
    next[size] = END;
    if (size > 0) {
      next[size - 1] = size;
    }
    size++;
  }

  /** Merges the word, appends it to {@code out}, and is ready for the next word. */
  void mergeInto(IdList out) {
    for (int at = 0; at < size - 1; at++) {
      offer(at);
    }
    while (!candidates.isEmpty()) {
      long best = candidates.pop();
      int rank = (int) (best >>> 32);
      int at = (int) best;
      if (rankAt(at) == rank) {
        join(at, merges.product(rank));
      }
    }
    for (int at = size == 0 ? END : 0; at != END; at = next[at]) {
      out.add(ids[at]);
    }
    size = 0;
  }

  private void join(int left, int product) {
    int right = next[left];
    ids[left] = product;
    ids[right] = GONE;
    next[left] = next[right];
    if (next[left] != END) {
      previous[next[left]] = left;
      offer(left);
    }
    if (previous[left] != END) {
      offer(previous[left]);
    }
  }

  private void offer(int at) {
    int rank = rankAt(at);
    if (rank != MergeTable.NONE) {
      candidates.push((long) rank << 32 | at);
    }
  }

  private int rankAt(int at) {
    return ids[at] == GONE || next[at] == END
        ? MergeTable.NONE
        : merges.rank(ids[at], ids[next[at]]);
  }
}
