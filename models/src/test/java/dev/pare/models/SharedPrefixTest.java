package dev.pare.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.lm.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which sequences are read together. */
class SharedPrefixTest {
  private static TokenSequence sequence(int shared, int from, int rest) {
    return new TokenSequence(
        IntStream.concat(IntStream.range(0, shared), IntStream.range(from, from + rest)).toArray());
  }

  private static List<SharedPrefix> groups(List<TokenSequence> batch) {
    return SharedPrefix.of(batch, i -> batch.get(i).length(), 100);
  }

  @Test
  void aPrefixIsReadOnceAndTheSameInputIsOneStrand() {
    List<TokenSequence> batch =
        List.of(
            sequence(20, 500, 3), sequence(20, 600, 5), sequence(20, 500, 3), sequence(20, 500, 2));
    List<SharedPrefix> groups = groups(batch);
    assertEquals(1, groups.size());
    assertEquals(20, groups.get(0).prefix());
    assertEquals(2, groups.get(0).strands().size());
    assertEquals(List.of(0, 1, 2, 3), groups.get(0).members().stream().sorted().toList());
  }

  @Test
  void shortPrefixesAndLongStrandsStayAlone() {
    assertEquals(2, groups(List.of(sequence(7, 500, 9), sequence(7, 600, 9))).size());
    assertEquals(2, groups(List.of(sequence(50, 500, 60), sequence(50, 600, 9))).size());
    assertTrue(groups(List.of()).isEmpty());
  }

  /** A group never grows to one that saves less. */
  @Test
  void aShorterPrefixIsTakenOnlyWhereItSaves() {
    List<TokenSequence> batch = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      batch.add(sequence(80, 500 + 50 * i, 10));
    }
    batch.add(sequence(20, 2000, 10)); // 20 · 6 would be less than 80 · 5
    List<SharedPrefix> groups = groups(batch);
    assertEquals(List.of(80, 0), groups.stream().map(SharedPrefix::prefix).toList());
  }

  @Test
  void everySequenceIsInOneGroupWithAPrefixShorterThanItself() {
    List<TokenSequence> batch = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      batch.add(sequence(i % 40, 100 + i % 7, 1 + i % 5));
    }
    List<Integer> members = new ArrayList<>();
    for (SharedPrefix group : groups(batch)) {
      members.addAll(group.members());
      for (Strand strand : group.strands()) {
        assertTrue(strand.length() > group.prefix());
        for (int member : strand.members()) {
          int[] ids = batch.get(member).ids();
          for (int t = 0; t < Math.min(ids.length, strand.length()); t++) {
            assertEquals(ids[t], strand.id(t));
          }
          assertEquals(ids[0], group.strands().get(0).id(0));
        }
      }
    }
    assertEquals(IntStream.range(0, 300).boxed().toList(), members.stream().sorted().toList());
  }
}
