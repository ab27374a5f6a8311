package dev.pare.study.demo;

import dev.pare.evaluate.statistics.Interval;
import dev.pare.evaluate.statistics.Matching;
import dev.pare.evaluate.task.TextPerplexity;
import java.util.Locale;

/**
 * How much a figure of a compressed model differs from the dense one's, relative to it.
 *
 * @param value −0.1 where it is 10 % less
 * @param interval at 95 %, of the pairs
 */
public record Change(double value, Interval interval) {
  static Change of(Matching score) {
    Interval loss = score.interval();
    return new Change(-score.loss(), new Interval(-loss.high(), -loss.low()));
  }

  static Change of(TextPerplexity.Beside perplexity) {
    Interval ratio = perplexity.ratioInterval();
    return new Change(perplexity.ratio() - 1, new Interval(ratio.low() - 1, ratio.high() - 1));
  }

  /** In percent, with the interval. */
  public String inWords() {
    return percent(value)
        + " %"
        + (Double.isNaN(interval.low())
            ? ""
            : " [%s, %s]".formatted(percent(interval.low()), percent(interval.high())));
  }

  private static String percent(double share) {
    String format = Math.abs(share) < 1 ? "%+.1f" : "%+,.0f";
    double positiveZero = 100 * share + 0.0;
    return String.format(Locale.ROOT, format, positiveZero).replace('-', '−');
  }
}
