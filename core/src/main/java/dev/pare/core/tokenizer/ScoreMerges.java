package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The merges that scores amount to. SentencePiece joins whatever two neighbours make a token, the
 * one of the highest score first; so every cut of a token into two tokens is a merge, and its rank
 * is that of the token's score. Among equal scores the longer left part comes first, then the
 * longer right one, then the smaller id, as transformers converts such vocabularies. (SentencePiece
 * itself takes the leftmost, and joins characters that are no tokens too: in trained vocabularies,
 * where every character is one, it comes to the same.)
 */
final class ScoreMerges {
  /** No token is as long; a longer one makes more work than it is worth. */
  private static final int LONGEST_TOKEN = 256;

  /** All merges together, in chars: some three times what the largest vocabularies lead to. */
  private static final int MOST_CHARS = 16_000_000;

  private final String source;
  private final String[] tokens;
  private final TokenTable ids;
  private final IdList products = new IdList();
  private final IdList cuts = new IdList();
  private int chars;

  private ScoreMerges(String source, String[] tokens, TokenTable ids) {
    this.source = source;
    this.tokens = tokens;
    this.ids = ids;
  }

  /**
   * @param source what to name in errors
   * @param tokens by id
   * @param scores by id, none of them NaN
   * @param ids the ids of the tokens
   */
  static PairList of(String source, String[] tokens, float[] scores, TokenTable ids) {
    ScoreMerges merges = new ScoreMerges(source, tokens, ids);
    for (int id = 0; id < tokens.length; id++) {
      merges.cut(id);
    }
    return merges.inOrder(scores);
  }

  private void cut(int id) {
    char[] token = tokens[id].toCharArray();
    if (token.length > LONGEST_TOKEN) {
      throw refused(Names.quote(tokens[id]) + " is a token of " + token.length + " characters");
    }
    for (int cut = 1; cut < token.length; cut++) {
      if (ids.id(token, 0, cut) != TokenTable.NONE
          && ids.id(token, cut, token.length) != TokenTable.NONE) {
        products.add(id);
        cuts.add(cut);
        chars += token.length;
      }
    }
    if (chars > MOST_CHARS) {
      throw refused("its tokens amount to merges of more than " + MOST_CHARS + " characters");
    }
  }

  private PareException refused(String what) {
    return new PareException(source, what, "take another conversion of the model");
  }

  private PairList inOrder(float[] scores) {
    Integer[] order = new Integer[products.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        Comparator.comparing((Integer i) -> 0 - scores[products.get(i)])
            .thenComparing(i -> -left(i))
            .thenComparing(i -> left(i) - length(i)));
    PairList pairs = new PairList();
    for (int i : order) {
      char[] token = tokens[products.get(i)].toCharArray();
      pairs.add(token, 0, cuts.get(i));
      pairs.add(token, cuts.get(i), token.length);
    }
    return pairs;
  }

  /** The code points of the left part of a merge. */
  private int left(int merge) {
    return tokens[products.get(merge)].codePointCount(0, cuts.get(merge));
  }

  private int length(int merge) {
    String token = tokens[products.get(merge)];
    return token.codePointCount(0, token.length());
  }
}
