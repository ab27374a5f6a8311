package dev.pare.evaluate.judge;

import dev.pare.evaluate.task.Transcript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ratings from 1 to 10 on each axis, as scores: tenths; and their mean. */
final class AxisRating implements Rating {
  private static final String MEAN = JudgedRow.RATING;

  /** What the worst answer gets. */
  static final double LOWEST = 0.1;

  private final Replies replies;

  AxisRating(Replies replies) {
    this.replies = replies;
  }

  @Override
  public List<String> metrics() {
    List<String> metrics = new ArrayList<>(JudgePrompts.AXES);
    metrics.add(MEAN);
    return metrics;
  }

  @Override
  public int replies() {
    return 1;
  }

  @Override
  public Rated rate(Transcript transcript, String answer) {
    String reply =
        replies.reply(JudgePrompts.axes(transcript.question(), transcript.references(), answer));
    Map<String, Double> scores = new LinkedHashMap<>();
    RatingReader.read(reply)
        .ifPresent(
            ratings -> {
              ratings.forEach((axis, rating) -> scores.put(axis, rating / RatingReader.HIGHEST));
              scores.put(
                  MEAN,
                  scores.values().stream().mapToDouble(score -> score).average().orElseThrow());
            });
    return new Rated(scores, Optional.empty(), List.of(reply), scores.isEmpty() ? 1 : 0);
  }
}
