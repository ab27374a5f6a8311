package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which tokens end the lines of a prompt's options: those that hold the line feeds after them. The
 * n-th line feed of the text is the n-th that the tokens spell; where they spell another number of
 * them, as after a normalization that joins lines, nothing is guessed.
 */
final class OptionEnds {
  private final Tokenizer tokenizer;
  private final Map<Integer, Integer> lineFeeds = new HashMap<>(); // by token

  OptionEnds(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Positions among {@code ids}, one an option, rising.
   *
   * @param where the sample, for errors
   * @param ids the text's tokens, and what stands before every text
   * @param ends each option's end in the text: where its line feed is
   * @throws PareException if an option's line has no end in the text, or no token of its own
   */
  List<Integer> tokens(String where, int[] ids, String text, List<Integer> ends) {
    List<Integer> tokens = new ArrayList<>();
    int seen = 0; // line feeds in the first tokens
    int at = 0;
    for (int end : ends) {
      if (end < 0 || end >= text.length() || text.charAt(end) != '\n') {
        throw new PareException(
            where,
            "the line of option " + letter(tokens.size()) + " does not end within the prompt",
            "let a line follow {options}, and take a model whose context holds the question");
      }
      int wanted = count(text.substring(0, end + 1));
      while (seen < wanted && at < ids.length) {
        seen += lineFeeds(ids[at++]);
      }
      tokens.add(at - 1);
    }
    for (int rest = at; rest < ids.length; rest++) {
      seen += lineFeeds(ids[rest]);
    }
    if (seen != count(text)) {
      throw new PareException(
          where,
          "its tokens spell " + seen + " line feeds, its text has " + count(text),
          "the tokenizer changes lines: leave out qk_acc");
    }
    if (tokens.stream().distinct().count() < tokens.size()) {
      throw new PareException(
          where, "two options end in one token", "correct the record, or leave out qk_acc");
    }
    return tokens;
  }

  private static char letter(int option) {
    return (char) ('A' + option);
  }

  private int lineFeeds(int id) {
    return lineFeeds.computeIfAbsent(id, key -> count(tokenizer.decode(new int[] {key}, true)));
  }

  private static int count(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }
}
