package dev.pare.quantize.ggml;

import java.util.Arrays;

/**
 * Chooses a super-block's d (and dmin) and each group's integer scale (and minimum), for the least
 * Σc(w − ŵ)², in alternation: with d given, each group takes the integer nearest its own best scale
 * or one of the two beside it, its codes are assigned anew for each, and the error decides; with
 * the integers and codes given, d and dmin follow by least squares. The best of all rounds stays.
 */
abstract class ScaleIntegers {
  private final int rounds;
  private final int beside;
  final SuperBlock type;
  final ScaleSearch search;
  final Lanes lanes;

  /** What was found. */
  final SuperScales best = new SuperScales();

  /** What is being tried. */
  final SuperScales tried = new SuperScales();

  /** Each lane's best scale, whatever d. */
  final float[] scale = new float[Lanes.COUNT];

  /** U, UU, UY of the chosen integers' codes: [3, COUNT]. */
  final float[] sums = new float[3 * Lanes.COUNT];

  final float[] candidate = new float[Lanes.COUNT];
  private final int[] firsts = new int[Lanes.COUNT];
  private final double[] error = new double[Lanes.COUNT];

  /**
   * @param rounds of the alternation
   * @param beside how far from the nearest integer others are tried
   */
  ScaleIntegers(SuperBlock type, ScaleSearch search, int rounds, int beside) {
    this.rounds = rounds;
    this.beside = beside;
    this.type = type;
    this.search = search;
    this.lanes = search.lanes;
    Arrays.setAll(firsts, l -> l - l % type.groups());
  }

  /** Searches; then the search's slope and shift are those of {@link #best}. */
  final void search() {
    begin();
    Arrays.fill(best.error, Double.POSITIVE_INFINITY);
    for (int round = 0; round < rounds; round++) {
      chooseIntegers();
      for (int first = 0; first < Lanes.COUNT; first += type.groups()) {
        keepBetter(first);
        if (round + 1 < rounds) {
          refit(first);
        }
      }
    }
    for (int l = 0; l < Lanes.COUNT; l++) {
      aim(l, best.s[l] * best.d[first(l)], best.m[l] * best.dmin[first(l)]);
    }
    search.aim();
  }

  /** The first lane of a lane's super-block. */
  final int first(int lane) {
    return firsts[lane];
  }

  private void chooseIntegers() {
    Arrays.fill(error, Double.POSITIVE_INFINITY);
    for (int steps = -beside; steps <= beside; steps++) {
      for (int l = 0; l < Lanes.COUNT; l++) {
        float d = tried.d[first(l)];
        float nearest = d == 0 ? 0 : (float) Math.rint(scale[l] / d);
        candidate[l] = Math.max(type.lowestScale(), Math.min(type.highestScale(), nearest + steps));
        aimCandidate(l);
      }
      search.aim();
      search.sum();
      for (int l = 0; l < Lanes.COUNT; l++) {
        double lost = settle(l);
        if (lost < error[l]) {
          error[l] = lost;
          accept(l);
        }
      }
    }
  }

  private void keepBetter(int first) {
    tried.error[first] = 0;
    for (int l = first; l < first + type.groups(); l++) {
      tried.error[first] += error[l] * lanes.span[l] * lanes.span[l];
    }
    if (tried.error[first] < best.error[first]) {
      best.copy(tried, first, type.groups());
    }
  }

  void accept(int l) {
    tried.s[l] = candidate[l];
    for (int at = l; at < sums.length; at += Lanes.COUNT) {
      sums[at] = search.sums[at];
    }
  }

  /** Finds each lane's own scale and a first d for each super-block. */
  abstract void begin();

  /** Aims the search at a lane's candidate. */
  abstract void aimCandidate(int l);

  /** Completes a lane's candidate for the search's sums; its Σc(y − ŷ)². */
  abstract double settle(int l);

  /** d and dmin of one super-block by least squares. */
  abstract void refit(int first);

  /** Aims the search at a lane's real scale and minimum. */
  abstract void aim(int l, float s, float m);
}
