package dev.pare.evaluate.judge;

/**
 * How an answer fared against another, shown in both orders.
 *
 * @param shownFirst the preference when it stood first; {@link Preference#FIRST} is this answer
 * @param shownSecond when it stood second; {@link Preference#FIRST} is this answer again
 * @param same whether the answers were one text, which no judge need be asked about
 */
record PairVerdict(Preference shownFirst, Preference shownSecond, boolean same) {
  static final PairVerdict SAME = new PairVerdict(Preference.NEITHER, Preference.NEITHER, true);

  boolean agrees() {
    return shownFirst == shownSecond;
  }

  /** Who is better in both orders; else neither. */
  Preference better() {
    return agrees() ? shownFirst : Preference.NEITHER;
  }

  /** 1 for a win, 0.5 for a tie, 0 for a loss. */
  double score() {
    return switch (better()) {
      case FIRST -> 1;
      case SECOND -> 0;
      case NEITHER -> 0.5;
    };
  }
}
