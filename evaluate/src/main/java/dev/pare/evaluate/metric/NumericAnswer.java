package dev.pare.evaluate.metric;

import dev.pare.core.PareException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number that an answer ends in (GSM8K: K. Cobbe et al., <i>Training Verifiers to Solve Math
 * Word Problems</i>, 2021): the first after the last "####", else the first after the last "answer
 * is" or "answer:", else the last of all.
 *
 * <p>Thousands may stand in groups of three after commas; 1,000 = 1000 = 1000.0 = $1,000.00. What
 * stands around a number, a currency, a unit, a percent sign, is not compared, so 50 % is 50. A
 * fraction 3/4 is 0.75. The hyphen in 7-3 is no sign.
 */
public final class NumericAnswer {
  private static final Pattern MARK =
      Pattern.compile("####|\\banswer(?:\\s+is\\b|\\s*:)", Pattern.CASE_INSENSITIVE);

  private static final String UNSIGNED =
      "(?:\\d{1,3}(?:,\\d{3})++(?!\\d)|\\d++)(?:\\.\\d++)?+|\\.\\d++";

  private static final Pattern NUMBER =
      Pattern.compile(
          "((?:(?<![\\p{L}\\p{N}).])-)?)(?:[$€£¥]\\h?+)?+("
              + UNSIGNED
              + ")(?:\\h?+/\\h?+("
              + UNSIGNED
              + "))?");

  /** No answer of a person is longer. */
  private static final int MOST_CHARACTERS = 100;

  private static final int FRACTION_DIGITS = 20;

  private NumericAnswer() {}

  /** The number; empty if there is none. */
  public static Optional<BigDecimal> of(String answer) {
    String text = PlainText.of(answer);
    int after = -1;
    boolean hashes = false;
    for (Matcher mark = MARK.matcher(text); mark.find(); ) {
      boolean hash = mark.group().startsWith("#");
      if (hash || !hashes) {
        after = mark.end();
        hashes = hash;
      }
    }
    if (after >= 0) {
      Matcher number = NUMBER.matcher(text);
      if (number.find(after)) {
        return value(number.toMatchResult());
      }
    }
    return NUMBER.matcher(text).results().reduce((a, b) -> b).flatMap(NumericAnswer::value);
  }

  static double score(String answer, List<String> references) {
    List<BigDecimal> right =
        AnswerMetrics.usable(references).stream().map(NumericAnswer::required).toList();
    return of(answer).filter(n -> right.stream().anyMatch(r -> r.compareTo(n) == 0)).isPresent()
        ? 1
        : 0;
  }

  private static BigDecimal required(String reference) {
    return of(reference)
        .orElseThrow(
            () ->
                new PareException(
                    "reference '" + reference + "'", "holds no number", "check the field map"));
  }

  private static Optional<BigDecimal> value(MatchResult match) {
    if (match.group().length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    BigDecimal value = new BigDecimal(match.group(2).replace(",", ""));
    if (match.group(3) != null) {
      BigDecimal divisor = new BigDecimal(match.group(3).replace(",", ""));
      if (divisor.signum() == 0) {
        return Optional.empty();
      }
      value = value.divide(divisor, FRACTION_DIGITS, RoundingMode.HALF_EVEN);
    }
    return Optional.of(match.group(1).isEmpty() ? value : value.negate());
  }
}
