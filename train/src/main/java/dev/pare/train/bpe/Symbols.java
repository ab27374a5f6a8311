package dev.pare.train.bpe;

/**
 * All different words as one row of tokens. A position is where a token begins: a merge leaves it
 * to the left token and takes it from the right one.
 */
final class Symbols {
  static final int NONE = -1;

  private final int[] tokens;
  private final int[] before;
  private final int[] after;
  private final int[] words;
  private final long[] frequencies;
  private int size;
  private int wordCount;

  /**
   * @param size bytes of all words
   * @param frequencies of each word
   */
  Symbols(int size, long[] frequencies) {
    tokens = new int[size];
    before = new int[size];
    after = new int[size];
    words = new int[size];
    this.frequencies = frequencies;
  }

  /** Appends the next word. */
  void add(String spelled, Tokens ids) {
    for (int i = 0; i < spelled.length(); i++) {
      tokens[size] = ids.ofByte(spelled.charAt(i));
      before[size] = i == 0 ? NONE : size - 1;
      after[size] = i == spelled.length() - 1 ? NONE : size + 1;
      words[size++] = wordCount;
    }
    wordCount++;
  }

  int size() {
    return size;
  }

  int token(int position) {
    return tokens[position];
  }

  /** The position of the token before, in the same word, or {@link #NONE}. */
  int before(int position) {
    return before[position];
  }

  int after(int position) {
    return after[position];
  }

  /** How often the word around a position occurs. */
  long frequency(int position) {
    return frequencies[words[position]];
  }

  /** Joins the token at a position and the one after it. */
  void merge(int position, int token) {
    int end = after[after[position]];
    tokens[position] = token;
    after[position] = end;
    if (end != NONE) {
      before[end] = position;
    }
  }
}
