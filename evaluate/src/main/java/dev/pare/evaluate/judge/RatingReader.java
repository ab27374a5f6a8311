package dev.pare.evaluate.judge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ratings from 1 to 10 in a judge's reply: JSON with all axes, or a line an axis, such as {@code
 * Fluency: 8/10}, {@code **Fluency**: [[8]]} or {@code | fluency | 8 |}. A reply that leaves an
 * axis out, rates one twice differently, or off the scale is unreadable: nothing is guessed.
 */
final class RatingReader {
  private static final double LOWEST = 1;
  static final double HIGHEST = 10;

  /** A number, perhaps of 10; no other number and no range follows. */
  private static final String RATING =
      "[\\s*_\"'`\\[(]*+(\\d{1,2}+(?:\\.\\d++)?+)(?!\\d)[\\s*_\"'`\\])]*+"
          + "(?:(?:/|out\\s+of\\b)[\\s*_\"'`\\[(]*+(\\d++))?+(?!\\s*+[-–—,./]\\s*+\\d)(?!\\s*+to\\s+\\d)";

  private static final Pattern WHOLE = Pattern.compile("^" + RATING + "\\s*+\\.?$");
  private static final Map<String, Pattern> LABELLED = labelled();

  private RatingReader() {}

  private static Map<String, Pattern> labelled() {
    return JudgePrompts.AXES.stream()
        .collect(
            Collectors.toMap(
                Function.identity(),
                axis ->
                    Pattern.compile(
                        "\\b"
                            + axis
                            + "\\b[\\s*_\"'`]*+(?:rating|score)?+[\\s*_\"'`]*+[:=|–—-]"
                            + RATING,
                        Pattern.CASE_INSENSITIVE)));
  }

  /** The ratings by axis; empty if the reply is unreadable. */
  static Optional<Map<String, Double>> read(String reply) {
    ReplyText text = new ReplyText(reply);
    Set<Map<String, Optional<Double>>> objects =
        text.objects().stream()
            .filter(object -> object.keySet().containsAll(JudgePrompts.AXES))
            .map(RatingReader::values)
            .collect(Collectors.toSet());
    return objects.isEmpty()
        ? text.isCut() ? Optional.empty() : complete(lines(text))
        : ReplyText.agreed(objects).flatMap(RatingReader::complete);
  }

  private static Map<String, Optional<Double>> values(Map<String, Object> object) {
    return byAxis(
        axis ->
            object.get(axis) instanceof Number number
                ? onScale(number.doubleValue())
                : ReplyText.agreed(ratings(whole(String.valueOf(object.get(axis))))));
  }

  private static List<MatchResult> whole(String value) {
    return WHOLE.matcher(value.strip()).results().toList();
  }

  private static Map<String, Optional<Double>> lines(ReplyText text) {
    return byAxis(axis -> ReplyText.agreed(ratings(text.all(LABELLED.get(axis)))));
  }

  private static Map<String, Optional<Double>> byAxis(Function<String, Optional<Double>> rating) {
    Map<String, Optional<Double>> ratings = new TreeMap<>();
    JudgePrompts.AXES.forEach(axis -> ratings.put(axis, rating.apply(axis)));
    return ratings;
  }

  /** All different ratings; one that is off the scale is NaN, which makes the others doubtful. */
  private static Set<Double> ratings(List<MatchResult> found) {
    Set<Double> ratings = new TreeSet<>();
    for (MatchResult match : found) {
      boolean ofTen = match.group(2) == null || match.group(2).equals("10");
      ratings.add(ofTen ? Double.parseDouble(match.group(1)) : Double.NaN);
    }
    return ratings;
  }

  private static Optional<Double> onScale(double rating) {
    return rating >= LOWEST && rating <= HIGHEST ? Optional.of(rating) : Optional.empty();
  }

  private static Optional<Map<String, Double>> complete(Map<String, Optional<Double>> ratings) {
    Map<String, Double> complete = new LinkedHashMap<>();
    for (String axis : JudgePrompts.AXES) {
      Optional<Double> rating = ratings.get(axis).flatMap(RatingReader::onScale);
      if (rating.isEmpty()) {
        return Optional.empty();
      }
      complete.put(axis, rating.get());
    }
    return Optional.of(complete);
  }
}
