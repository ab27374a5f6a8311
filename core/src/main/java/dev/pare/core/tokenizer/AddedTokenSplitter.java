package dev.pare.core.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/** Finds added tokens in text: the leftmost, and of those that begin together the longest. */
final class AddedTokenSplitter {
  /** Receives the text between added tokens, never empty. */
  interface Text {
    void accept(int from, int to);
  }

  private static final int ROOT = 0;

  /** A trie: (node, char) to node. */
  private final LongIntMap edges;

  /** The token that ends at a node, or null. */
  private final List<AddedToken> ends = new ArrayList<>();

  /**
   * @param spelling how a token appears in the text
   */
  AddedTokenSplitter(List<AddedToken> tokens, UnaryOperator<String> spelling) {
    edges =
        new LongIntMap(tokens.stream().mapToInt(t -> spelling.apply(t.content()).length()).sum());
    ends.add(null);
    tokens.forEach(token -> insert(spelling.apply(token.content()), token));
  }

  private void insert(String spelling, AddedToken token) {
    int node = ROOT;
    for (int i = 0; i < spelling.length(); i++) {
      int child = child(node, spelling.charAt(i));
      if (child == LongIntMap.ABSENT) {
        child = ends.size();
        edges.put(edge(node, spelling.charAt(i)), child);
        ends.add(null);
      }
      node = child;
    }
    if (node != ROOT) {
      ends.set(node, token);
    }
  }

  /** Hands on the ids of the tokens and the text between them, in order. */
  void split(String text, IntConsumer ids, Text between) {
    int done = 0;
    int at = 0;
    while (at < text.length()) {
      int end = longestMatch(text, at);
      if (end < 0) {
        at++;
        continue;
      }
      AddedToken token = tokenOf(text, at, end);
      if (!token.singleWord() || standsAlone(text, at, end)) {
        int start = token.stripLeft() ? Math.max(done, spacesBefore(text, at)) : at;
        if (start > done) {
          between.accept(done, start);
        }
        ids.accept(token.id());
        done = token.stripRight() ? spacesAfter(text, end) : end;
      }
      at = end;
    }
    if (done < text.length()) {
      between.accept(done, text.length());
    }
  }

  /** Where the longest token that begins at {@code from} ends, or -1. */
  private int longestMatch(String text, int from) {
    int longest = -1;
    int node = ROOT;
    for (int i = from; i < text.length(); i++) {
      node = child(node, text.charAt(i));
      if (node == LongIntMap.ABSENT) {
        break;
      }
      if (ends.get(node) != null) {
        longest = i + 1;
      }
    }
    return longest;
  }

  private AddedToken tokenOf(String text, int from, int to) {
    int node = ROOT;
    for (int i = from; i < to; i++) {
      node = child(node, text.charAt(i));
    }
    return ends.get(node);
  }

  private static boolean standsAlone(String text, int from, int to) {
    return (from == 0 || !Unicode.isWord(text.codePointBefore(from)))
        && (to == text.length() || !Unicode.isWord(text.codePointAt(to)));
  }

  private static int spacesBefore(String text, int at) {
    while (at > 0 && Unicode.isSpace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static int spacesAfter(String text, int at) {
    while (at < text.length() && Unicode.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private int child(int node, char c) {
    return edges.get(edge(node, c));
  }

  private static long edge(int node, char c) {
    return (long) node << 16 | c;
  }
}
