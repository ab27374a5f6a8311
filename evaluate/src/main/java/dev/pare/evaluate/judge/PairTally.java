package dev.pare.evaluate.judge;

import java.util.List;

/**
 * Pairs of answers, counted.
 *
 * @param wins better in both orders
 * @param losses worse in both orders
 * @param ties neither, or the orders disagree, or the same text
 * @param same pairs of one text, which the judge was not asked about
 * @param agreed pairs it was asked about and of which it said the same in both orders
 */
public record PairTally(int wins, int losses, int ties, int same, int agreed) {
  static PairTally of(List<PairVerdict> pairs) {
    int wins = count(pairs, Preference.FIRST);
    int losses = count(pairs, Preference.SECOND);
    int same = (int) pairs.stream().filter(PairVerdict::same).count();
    int agreed = (int) pairs.stream().filter(PairVerdict::agrees).count() - same;
    return new PairTally(wins, losses, pairs.size() - wins - losses, same, agreed);
  }

  private static int count(List<PairVerdict> pairs, Preference better) {
    return (int) pairs.stream().filter(pair -> pair.better() == better).count();
  }

  /** Pairs that the judge was asked about, and said something of in both orders. */
  public int asked() {
    return wins + losses + ties - same;
  }

  /** The share of those of which it said the same in both orders; NaN without any. */
  public double agreement() {
    return (double) agreed / asked();
  }
}
