package dev.pare.core.tokenizer;

import java.util.Arrays;

/** Pairs of tokens in one array of chars, each left and right without a gap. */
final class PairList {
  /** Receives the pairs: left is {@code chars[from, middle)}, right {@code chars[middle, to)}. */
  interface Consumer {
    void accept(char[] chars, int from, int middle, int to);
  }

  private final IdList bounds = new IdList();
  private char[] chars = new char[1 << 10];
  private int length;

  int size() {
    return bounds.size() / 2;
  }

  /** Appends the left or the right of a pair. */
  void add(char[] source, int from, int to) {
    int count = to - from;
    if (chars.length - length < count) {
      chars = Arrays.copyOf(chars, Math.max(chars.length * 2, length + count));
    }
    System.arraycopy(source, from, chars, length, count);
    length += count;
    bounds.add(length);
  }

  /** Appends the pair {@code "left right"}; returns whether it is one. */
  boolean addLine(char[] source, int from, int to) {
    int space = -1;
    for (int i = from; i < to; i++) {
      if (source[i] == ' ') {
        if (space >= 0) {
          return false;
        }
        space = i;
      }
    }
    if (space < 0) {
      return false;
    }
    add(source, from, space);
    add(source, space + 1, to);
    return true;
  }

  void forEach(Consumer consumer) {
    int from = 0;
    for (int i = 0; i < bounds.size(); i += 2) {
      consumer.accept(chars, from, bounds.get(i), bounds.get(i + 1));
      from = bounds.get(i + 1);
    }
  }
}
