package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what matches in parts of texts, one after the other; for one thread. */
abstract class Spans {
  private int start;
  private int end;

  /** Begins with {@code text[from, to)}, as if there were nothing around it. */
  abstract void reset(String text, int from, int to);

  /** Moves to the next match, if there is one. */
  abstract boolean next();

  /** Where the match begins. */
  final int start() {
    return start;
  }

  /** Where the match ends; the start for an empty match. */
  final int end() {
    return end;
  }

  final boolean found(int from, int to) {
    start = from;
    end = to;
    return true;
  }

  static Spans of(Pattern pattern) {
    return new OfPattern(pattern.matcher(""));
  }

  /** Each code point that matches, on its own. */
  static Spans of(IntPredicate codePoints) {
    return new OfCodePoints(codePoints);
  }

  private static final class OfPattern extends Spans {
    private final Matcher matcher;
    private String text = "";
    private int lastEnd;

    OfPattern(Matcher matcher) {
      this.matcher = matcher;
    }

    @Override
    void reset(String text, int from, int to) {
      this.text = text;
      matcher.reset(text).region(from, to);
      lastEnd = -1;
    }

    @Override
    boolean next() {
      while (find()) {
        int from = matcher.start();
        if (from == matcher.end() && (from == lastEnd || insidePair(from))) {
          continue; // Oniguruma takes no empty match right after a match
        }
        lastEnd = matcher.end();
        return found(from, lastEnd);
      }
      return false;
    }

    private boolean find() {
      try {
        return matcher.find();
      } catch (StackOverflowError e) {
        throw new PareException(
            "the tokenizer's pattern " + matcher.pattern(),
            "recurses too deeply for a text of " + text.length() + " chars",
            "encode it in parts",
            e);
      }
    }

    private boolean insidePair(int at) {
      return at > matcher.regionStart()
          && at < matcher.regionEnd()
          && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }
  }

  private static final class OfCodePoints extends Spans {
    private final IntPredicate codePoints;
    private String text = "";
    private int at;
    private int to;

    OfCodePoints(IntPredicate codePoints) {
      this.codePoints = codePoints;
    }

    @Override
    void reset(String text, int from, int to) {
      this.text = text;
      this.at = from;
      this.to = to;
    }

    @Override
    boolean next() {
      while (at < to) {
        int from = at;
        int codePoint = text.codePointAt(from);
        at += Character.charCount(codePoint);
        if (codePoints.test(codePoint)) {
          return found(from, at);
        }
      }
      return false;
    }
  }
}
