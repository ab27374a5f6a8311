package dev.pare.train.bpe;

import java.util.Arrays;

/** Joins the most frequent pair of neighbours, again and again. */
final class Merging {
  private static final int NONE = Symbols.NONE;

  private final Symbols symbols;
  private final Tokens tokens;
  private final Pairs pairs;
  private final PairQueue queue = new PairQueue();
  private int[] grown = new int[64];
  private int grownCount;

  Merging(Symbols symbols, Tokens tokens) {
    this.symbols = symbols;
    this.tokens = tokens;
    pairs = new Pairs(symbols);
    for (int pair = 0; pair < pairs.size(); pair++) {
      queue.add(pairs.count(pair), pairs.key(pair));
    }
  }

  /** Merges until the vocabulary is full or no pair occurs so often. */
  void run(long minFrequency) {
    while (!tokens.isFull() && !queue.isEmpty() && queue.count() >= minFrequency) {
      long count = queue.count();
      long key = queue.key();
      int pair = pairs.number(key);
      queue.removeFirst();
      if (count != pairs.count(pair)) {
        queue.add(pairs.count(pair), key); // it lost places to other pairs since
      } else if (!tokens.isSpecial(key)) {
        merge(pair, key);
      }
    }
  }

  private void merge(int pair, long key) {
    int token = tokens.merge(key);
    boolean alike = Pairs.left(key) == Pairs.right(key);
    grownCount = 0;
    for (int at = pairs.first(pair); at != NONE; at = pairs.first(pair)) {
      merge(alike ? runStart(at) : at, token);
    }
    enqueueGrown();
  }

  private void enqueueGrown() {
    Arrays.sort(grown, 0, grownCount);
    int previous = NONE;
    for (int i = 0; i < grownCount; i++) {
      int pair = grown[i];
      if (pair != previous && pairs.count(pair) > 0) {
        queue.add(pairs.count(pair), pairs.key(pair));
      }
      previous = pair;
    }
  }

  /** In a run of one token pairs overlap, and are merged from the left. */
  private int runStart(int position) {
    int at = position;
    int before = symbols.before(at);
    while (before != NONE && symbols.token(before) == symbols.token(position)) {
      at = before;
      before = symbols.before(at);
    }
    return at;
  }

  private void merge(int position, int token) {
    int before = symbols.before(position);
    int right = symbols.after(position);
    pairs.remove(position);
    if (before != NONE) {
      pairs.remove(before);
    }
    if (symbols.after(right) != NONE) {
      pairs.remove(right);
    }
    symbols.merge(position, token);
    if (before != NONE) {
      add(before);
    }
    if (symbols.after(position) != NONE) {
      add(position);
    }
  }

  private void add(int position) {
    int pair = pairs.add(position);
    if (grownCount == grown.length) {
      grown = Arrays.copyOf(grown, 2 * grownCount);
    }
    grown[grownCount++] = pair;
  }
}
