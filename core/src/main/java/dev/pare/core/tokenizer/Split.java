package dev.pare.core.tokenizer;

import java.util.function.Supplier;

/** Cuts text at the matches of a delimiter. */
final class Split implements PreTokenizer {
  /** What becomes of the delimiters. */
  enum Behaviour {
    REMOVED,
    ISOLATED,
    CONTIGUOUS,
    MERGED_WITH_PREVIOUS,
    MERGED_WITH_NEXT;

    /** Whether a run goes into one piece with the run before it. */
    boolean joins(boolean previousMatches, boolean matches) {
      return switch (this) {
        case REMOVED, ISOLATED -> false;
        case CONTIGUOUS -> previousMatches == matches;
        case MERGED_WITH_PREVIOUS -> !previousMatches && matches;
        case MERGED_WITH_NEXT -> previousMatches && !matches;
      };
    }
  }

  private final Supplier<Spans> delimiter;
  private final Behaviour behaviour;
  private final boolean invert;

  /**
   * @param invert whether the delimiters are what does not match
   */
  Split(Supplier<Spans> delimiter, Behaviour behaviour, boolean invert) {
    this.delimiter = delimiter;
    this.behaviour = behaviour;
    this.invert = invert;
  }

  @Override
  public Pieces onto(Pieces next) {
    return new Cutter(delimiter.get(), next);
  }

  /** The text is a row of runs, each a match or not; a piece grows while runs join it. */
  private final class Cutter implements Pieces {
    private final Spans matches;
    private final Pieces next;
    private String text = "";
    private int textStart;
    private boolean first;
    private int pieceStart;
    private int pieceEnd;
    private boolean previousMatches;

    Cutter(Spans matches, Pieces next) {
      this.matches = matches;
      this.next = next;
    }

    @Override
    public void accept(String text, int from, int to, boolean first) {
      this.text = text;
      this.textStart = from;
      this.first = first;
      pieceStart = from;
      pieceEnd = from;
      previousMatches = false;
      int end = from;
      matches.reset(text, from, to);
      while (matches.next()) {
        if (matches.start() > end) {
          run(end, matches.start(), invert);
        }
        end = matches.end();
        run(matches.start(), end, !invert);
      }
      if (to > end) {
        run(end, to, invert);
      }
      emit();
    }

    private void run(int from, int to, boolean match) {
      if (behaviour == Behaviour.REMOVED && match) {
        return;
      }
      if (!behaviour.joins(previousMatches, match)) {
        emit();
        pieceStart = from;
      }
      pieceEnd = to;
      previousMatches = match;
    }

    private void emit() {
      if (pieceEnd > pieceStart) {
        next.accept(text, pieceStart, pieceEnd, first && pieceStart == textStart);
        pieceStart = pieceEnd;
      }
    }
  }
}
