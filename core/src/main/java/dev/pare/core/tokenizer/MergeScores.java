package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Scores that amount to given merges: the reverse of {@link ScoreMerges}. A token's score is minus
 * the place of its merges among the others', and tokens whose merges are mingled share a place.
 * Merges that no scores amount to are refused.
 */
final class MergeScores {
  private static final int NEVER = -1;

  private final TokenizerParts parts;
  private final String[] tokens;
  private final MergeTable merges;
  private final Set<Integer> added = new HashSet<>();

  /** For each token the ranks of its first and last merge, or {@link #NEVER}. */
  private final int[] first;

  private final int[] last;

  private MergeScores(TokenizerParts parts, String[] tokens) {
    this.parts = parts;
    this.tokens = tokens;
    this.merges = MergeTable.of(parts.source(), parts.model(), parts.merges());
    parts.added().forEach(token -> added.add(token.id()));
    first = new int[tokens.length];
    last = new int[tokens.length];
    Arrays.fill(first, NEVER);
    Arrays.fill(last, NEVER);
  }

  /**
   * @param tokens by id, at least all of the vocabulary
   */
  static float[] of(TokenizerParts parts, String[] tokens) {
    MergeScores scores = new MergeScores(parts, tokens);
    scores.findRanks();
    float[] all = scores.scores();
    scores.requireSameMerges(all);
    return all;
  }

  private void findRanks() {
    int[] rank = {0};
    parts
        .merges()
        .forEach(
            (chars, from, middle, to) -> {
              int product = parts.model().id(chars, from, to);
              first[product] = first[product] == NEVER ? rank[0] : first[product];
              last[product] = rank[0]++;
            });
  }

  /** Zero for what is no merge's work; the lowest for a character. */
  private float[] scores() {
    List<Integer> products =
        IntStream.range(0, parts.vocabulary().size())
            .filter(id -> first[id] != NEVER && !added.contains(id))
            .boxed()
            .sorted(Comparator.comparing(id -> first[id]))
            .toList();
    float[] scores = new float[tokens.length];
    Arrays.fill(scores, 0, parts.model().size(), -products.size());
    added.forEach(id -> scores[id] = 0);
    int place = 0;
    int end = NEVER;
    for (int id : products) {
      place += first[id] > end ? 1 : 0;
      end = Math.max(end, last[id]);
      scores[id] = 1 - place;
    }
    return scores;
  }

  /** Added tokens are found before any merge: theirs do not count. */
  private void requireSameMerges(float[] scores) {
    String[] known = Arrays.copyOf(tokens, parts.vocabulary().size());
    int[] before = {NEVER, NEVER}; // the product and the rank of a merge
    ScoreMerges.of(parts.source(), known, scores, parts.model())
        .forEach(
            (chars, from, middle, to) -> {
              int product = parts.model().id(chars, from, to);
              if (product == TokenTable.NONE || added.contains(product)) {
                return;
              }
              int left = parts.model().id(chars, from, middle);
              int rank = merges.rank(left, parts.model().id(chars, middle, to));
              if (rank == MergeTable.NONE) {
                throw refused(product, "lacks a merge that its score would be");
              }
              if (product != before[0] && rank < before[1]) {
                throw refused(product, "is merged in an order that no scores give");
              }
              before[0] = product;
              before[1] = rank;
            });
  }

  private PareException refused(int id, String what) {
    return new PareException(
        parts.source(),
        "the token " + Names.quote(tokens[id]) + " " + what + ", which GGUF has no place for",
        "keep the Hugging Face folder");
  }
}
