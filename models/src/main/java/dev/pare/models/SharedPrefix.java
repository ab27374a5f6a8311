package dev.pare.models;

import dev.pare.core.lm.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Strands that begin alike: questions after the same examples, continuations of one context. The
 * model reads the common prefix once.
 *
 * @param prefix how many tokens they share, less than any of them has; 0 for a lone strand
 */
record SharedPrefix(List<Strand> strands, int prefix) {
  /** Fewer shared tokens are not worth a group. */
  static final int LEAST_PREFIX = 8;

  /** All strands' members. */
  List<Integer> members() {
    return strands.stream().flatMap(strand -> strand.members().stream()).toList();
  }

  /** Tokens that are read. */
  int tokens() {
    return prefix + strands.stream().mapToInt(strand -> strand.length() - prefix).sum();
  }

  /**
   * Sorts a batch's sequences into groups.
   *
   * @param inputLength how many tokens of a sequence are read, by its number
   * @param longest strands of more tokens than this stay alone
   */
  static List<SharedPrefix> of(
      List<TokenSequence> batch, IntUnaryOperator inputLength, int longest) {
    List<SharedPrefix> groups = new ArrayList<>();
    List<Strand> strands = new ArrayList<>();
    int prefix = 0;
    for (Strand strand : strands(batch, inputLength)) {
      int shared = strands.isEmpty() ? 0 : shared(strands.get(0), strand);
      int common = strands.size() == 1 ? shared : Math.min(prefix, shared);
      boolean alike =
          common >= LEAST_PREFIX
              && common * (long) strands.size() >= prefix * (strands.size() - 1L)
              && Math.max(strands.get(0).length(), strand.length()) <= longest;
      if (!alike && !strands.isEmpty()) {
        groups.add(new SharedPrefix(List.copyOf(strands), prefix));
        strands.clear();
      }
      prefix = alike ? common : 0;
      strands.add(strand);
    }
    if (!strands.isEmpty()) {
      groups.add(new SharedPrefix(List.copyOf(strands), prefix));
    }
    return groups;
  }

  /** In the ids' order, so that those that begin alike are neighbours. */
  private static List<Strand> strands(List<TokenSequence> batch, IntUnaryOperator inputLength) {
    int[] lengths = IntStream.range(0, batch.size()).map(inputLength).toArray();
    Comparator<Integer> byIds =
        (a, b) ->
            Arrays.compare(batch.get(a).ids(), 0, lengths[a], batch.get(b).ids(), 0, lengths[b]);
    int[] order =
        IntStream.range(0, batch.size())
            .filter(i -> lengths[i] > 0)
            .boxed()
            .sorted(byIds)
            .mapToInt(i -> i)
            .toArray();
    List<Strand> strands = new ArrayList<>();
    List<Integer> members = new ArrayList<>();
    for (int at = 0; at < order.length; at++) {
      int own = order[at];
      members.add(own);
      boolean last = at + 1 == order.length;
      if (last || !begins(batch, own, lengths[own], order[at + 1], lengths[order[at + 1]])) {
        strands.add(new Strand(List.copyOf(members), batch.get(own), lengths[own]));
        members.clear();
      }
    }
    return strands;
  }

  /** Whether all that is read of one sequence is the start of what is read of another. */
  private static boolean begins(
      List<TokenSequence> batch, int one, int length, int other, int otherLength) {
    int[] ids = batch.get(one).ids();
    int end = Math.min(length, otherLength);
    return Arrays.equals(ids, 0, length, batch.get(other).ids(), 0, end);
  }

  /** How many tokens two strands begin with alike, less than either has. */
  private static int shared(Strand a, Strand b) {
    int most = Math.min(a.length(), b.length()) - 1;
    int shared = 0;
    while (shared < most && a.id(shared) == b.id(shared)) {
      shared++;
    }
    return shared;
  }
}
