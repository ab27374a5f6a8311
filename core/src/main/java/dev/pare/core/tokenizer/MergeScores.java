package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Scores that amount to given merges: the reverse of {@link ScoreMerges}. A token's score is minus
 * the place of its first merge among the tokens. Merges that no scores amount to are refused.
 */
final class MergeScores {
  private static final int NEVER = -1;

  private final TokenizerParts parts;
  private final String[] tokens;
  private final MergeTable merges;

  /** For each token the place of its merges among the others', or {@link #NEVER}. */
  private final int[] places;

  private final Set<Integer> matched = new HashSet<>();

  private MergeScores(TokenizerParts parts, String[] tokens) {
    this.parts = parts;
    this.tokens = tokens;
    this.merges = MergeTable.of(parts.source(), parts.model(), parts.merges());
    places = new int[tokens.length];
    Arrays.fill(places, NEVER);
    parts.added().forEach(token -> matched.add(token.id()));
  }

  /**
   * @param tokens by id, at least all of the vocabulary
   */
  static float[] of(TokenizerParts parts, String[] tokens) {
    MergeScores scores = new MergeScores(parts, tokens);
    int last = scores.placeProducts();
    scores.requireAllCuts();
    return scores.scores(last);
  }

  private int placeProducts() {
    int[] state = {NEVER, NEVER}; // the last product, its place
    parts
        .merges()
        .forEach(
            (chars, from, middle, to) -> {
              int product = parts.model().id(chars, from, to);
              if (product != state[0] && !matched.contains(product)) {
                if (places[product] != NEVER) {
                  throw refused(product, "is merged now before, now after another token");
                }
                places[product] = ++state[1];
                state[0] = product;
              }
            });
    return state[1];
  }

  /** With scores, whatever makes a token is a merge; added tokens are found before. */
  private void requireAllCuts() {
    TokenTable ids = parts.model();
    for (int id = 0; id < parts.vocabulary().size(); id++) {
      if (!matched.contains(id)) {
        char[] token = tokens[id].toCharArray();
        for (int cut = 1; cut < token.length; cut++) {
          int left = ids.id(token, 0, cut);
          int right = ids.id(token, cut, token.length);
          if (left != TokenTable.NONE
              && right != TokenTable.NONE
              && merges.rank(left, right) == MergeTable.NONE) {
            throw refused(id, "lacks a merge that its score would be");
          }
        }
      }
    }
  }

  private float[] scores(int last) {
    float[] scores = new float[tokens.length];
    for (int id = 0; id < tokens.length; id++) {
      boolean special = matched.contains(id) || id >= parts.vocabulary().size();
      scores[id] = special ? 0 : -(places[id] == NEVER ? last + 1 : places[id]);
    }
    return scores;
  }

  private PareException refused(int id, String what) {
    return new PareException(
        parts.source(),
        "the token " + Names.quote(tokens[id]) + " " + what + ", which GGUF has no place for",
        "keep the Hugging Face folder");
  }
}
