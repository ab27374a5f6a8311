package dev.pare.evaluate.task;

import dev.pare.core.tokenizer.StreamingDecoder;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Some pairs of characters are tokens, the leftmost first, every other character is one itself; a
 * start token stands before a text.
 */
final class PieceTokenizer implements Tokenizer {
  static final int START = 0;
  static final int END = 1;
  private static final List<String> PAIRS = List.of(" a", " b", "an", "xy", ": ", "e.");
  private static final int FIRST_CHARACTER = 2 + PAIRS.size();

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    List<Integer> ids = new ArrayList<>();
    if (addSpecialTokens) {
      ids.add(START);
    }
    for (int at = 0; at < text.length(); ) {
      int pair = at + 2 <= text.length() ? PAIRS.indexOf(text.substring(at, at + 2)) : -1;
      ids.add(pair < 0 ? FIRST_CHARACTER + text.charAt(at) % 128 : 2 + pair);
      at += pair < 0 ? 1 : 2;
    }
    return ids.stream().mapToInt(id -> id).toArray();
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(token(id));
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
    return FIRST_CHARACTER + 128;
  }

  @Override
  public OptionalInt id(String token) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String token(int id) {
    if (id < 2) {
      return "";
    }
    return id < FIRST_CHARACTER ? PAIRS.get(id - 2) : String.valueOf((char) (id - FIRST_CHARACTER));
  }

  @Override
  public boolean isSpecial(int id) {
    return id < 2;
  }
}
