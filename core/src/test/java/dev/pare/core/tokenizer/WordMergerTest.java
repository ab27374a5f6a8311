package dev.pare.core.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WordMergerTest {
  private static final int LETTERS = 3;

  /** Against the definition: look at all pairs, do the best merge, begin again. */
  @Test
  void mergesAsByDefinition() {
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      int count = random.nextInt(1, 40);
      List<int[]> pairs = new ArrayList<>();
      MergeTable merges = new MergeTable(count);
      for (int rank = 0; rank < count; rank++) {
        int[] pair = freshPair(random, LETTERS + rank, pairs);
        pairs.add(pair);
        merges.add(pair[0], pair[1], LETTERS + rank);
      }
      WordMerger merger = new WordMerger(merges);
      for (int i = 0; i < 20; i++) {
        int[] word = random.ints(random.nextInt(40), 0, LETTERS).toArray();
        assertArrayEquals(byDefinition(word, pairs), merged(merger, word));
      }
    }
  }

  /** The square of this would take hours. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void mergesALongWord() {
    MergeTable merges = new MergeTable(2);
    merges.add(1, 2, LETTERS);
    merges.add(0, LETTERS, LETTERS + 1);
    int[] word = new int[1_500_000];
    Arrays.setAll(word, i -> i % LETTERS);
    int[] expected = new int[word.length / LETTERS];
    Arrays.fill(expected, LETTERS + 1);
    assertArrayEquals(expected, merged(new WordMerger(merges), word));
  }

  @Test
  void takesTheLaterRankOfARepeatedPair() {
    MergeTable merges = new MergeTable(3);
    merges.add(0, 1, 3);
    merges.add(1, 2, 4);
    merges.add(0, 1, 3);
    assertArrayEquals(new int[] {0, 4}, merged(new WordMerger(merges), new int[] {0, 1, 2}));
    assertEquals(2, merges.rank(0, 1));
  }

  private static int[] merged(WordMerger merger, int[] word) {
    IdList out = new IdList();
    for (int id : word) {
      merger.add(id);
    }
    merger.mergeInto(out);
    return out.toArray();
  }

  private static int[] freshPair(Random random, int known, List<int[]> pairs) {
    while (true) {
      int[] pair = {random.nextInt(known), random.nextInt(known)};
      if (pairs.stream().noneMatch(other -> Arrays.equals(other, pair))) {
        return pair;
      }
    }
  }

  private static int[] byDefinition(int[] word, List<int[]> pairs) {
    List<Integer> ids = new ArrayList<>(Arrays.stream(word).boxed().toList());
    for (int rank = 0; rank < pairs.size(); ) {
      int at = indexOf(ids, pairs.get(rank));
      if (at < 0) {
        rank++;
      } else {
        ids.remove(at + 1);
        ids.set(at, LETTERS + rank);
        rank = 0;
      }
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int indexOf(List<Integer> ids, int[] pair) {
    for (int i = 0; i + 1 < ids.size(); i++) {
      if (ids.get(i) == pair[0] && ids.get(i + 1) == pair[1]) {
        return i;
      }
    }
    return -1;
  }
}
