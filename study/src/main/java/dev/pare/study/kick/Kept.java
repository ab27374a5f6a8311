package dev.pare.study.kick;

/**
 * What a pruned model kept of a figure of the dense one's: 1 where it is the same. Of a perplexity
 * it is dense's over the pruned model's, so that less is worse there too.
 *
 * @param low the 95 % interval's end, of the pairs; NaN where there is none
 * @param high the other
 */
public record Kept(double value, double low, double high) {
  static Kept ofLoss(double loss, double low, double high) {
    return new Kept(1 - loss, 1 - high, 1 - low);
  }

  /** Of the pruned model's perplexity over dense's. */
  static Kept ofRatio(double ratio, double low, double high) {
    return new Kept(1 / ratio, 1 / high, 1 / low);
  }
}
