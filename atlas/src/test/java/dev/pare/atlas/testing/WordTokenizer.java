package dev.pare.atlas.testing;

import dev.pare.core.tokenizer.StreamingDecoder;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Words, each with the blank before it, get numbers as they come; 0 ends a text. */
final class WordTokenizer implements Tokenizer {
  static final int SIZE = 1 << 15;
  static final int END = 0;
  private static final Pattern WORD = Pattern.compile(" ?\\w+|[^\\w]");

  private final List<String> words = new ArrayList<>(List.of(""));
  private final Map<String, Integer> ids = new HashMap<>();

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    return WORD.matcher(text).results().map(MatchResult::group).mapToInt(this::number).toArray();
  }

  private int number(String word) {
    return ids.computeIfAbsent(
        word,
        unseen -> {
          words.add(unseen);
          return words.size() - 1;
        });
  }

  @Override
  public String decode(int[] tokens, boolean skipSpecialTokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      text.append(token(token));
    }
    return text.toString();
  }

  @Override
  public StreamingDecoder streamingDecoder(boolean skipSpecialTokens) {
    return new StreamingDecoder() {
      @Override
      public String accept(int id) {
        return token(id);
      }

      @Override
      public String finish() {
        return "";
      }
    };
  }

  @Override
  public int vocabularySize() {
    return SIZE;
  }

  @Override
  public OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  @Override
  public String token(int id) {
    return words.get(id);
  }

  @Override
  public boolean isSpecial(int id) {
    return id == END;
  }
}
