package dev.pare.evaluate.judge;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import dev.pare.evaluate.statistics.Figure;
import dev.pare.evaluate.statistics.TaskComparison;
import dev.pare.evaluate.task.JudgedBy;
import dev.pare.evaluate.task.Task;
import dev.pare.evaluate.task.Transcript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One task whose answers a judge rates. */
final class JudgedTask {
  private final Task task;
  private final JudgedBy kind;
  private final List<Transcript> transcripts;
  private final Rating rating;
  private final List<Judgement> judgements = new ArrayList<>();

  /**
   * @throws PareException if an answer is to be compared with a reference, and there is none
   */
  JudgedTask(Task task, List<Transcript> transcripts, Replies replies) {
    this.task = task;
    this.kind = task.judged().orElseThrow();
    this.transcripts = transcripts;
    this.rating =
        switch (kind) {
          case SCORE -> new AxisRating(replies);
          case PAIRWISE -> new PairRating(replies, pair -> pair.baseline().orElseThrow());
          case PAIRWISE_REFERENCE -> new PairRating(replies, JudgedTask::reference);
        };
    if (kind == JudgedBy.PAIRWISE_REFERENCE) {
      transcripts.forEach(JudgedTask::reference);
    }
  }

  private static String reference(Transcript transcript) {
    return transcript.references().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new PareException(
                    transcript.sample().id(),
                    "has no reference to judge an answer against",
                    "add one, or let the task say judge: pairwise"))
        .strip();
  }

  /** How many replies it takes at most. */
  long replies() {
    return transcripts.stream()
        .mapToLong(transcript -> rating.replies() * (rated(transcript).isPresent() ? 2L : 1L))
        .sum();
  }

  /** The baseline's answer, where it is rated for itself. */
  private Optional<String> rated(Transcript transcript) {
    return kind == JudgedBy.PAIRWISE ? Optional.empty() : transcript.baseline();
  }

  void judge(Progress progress) {
    for (Transcript transcript : transcripts) {
      Rated model = rating.rate(transcript, transcript.model());
      progress.advance(rating.replies());
      Optional<Rated> baseline =
          rated(transcript)
              .map(
                  answer -> {
                    Rated rated = rating.rate(transcript, answer);
                    progress.advance(rating.replies());
                    return rated;
                  });
      judgements.add(new Judgement(transcript.sample(), model, baseline));
    }
  }

  List<JudgedRow> rows(long seed) {
    return rating.metrics().stream().map(metric -> row(metric, seed)).toList();
  }

  private JudgedRow row(String metric, long seed) {
    List<Judgement> read = judgements.stream().filter(one -> one.has(metric)).toList();
    double[] scores = units(read, one -> one.model().scores().get(metric));
    boolean compared = !read.isEmpty() && transcripts.get(0).baseline().isPresent();
    List<PairVerdict> pairs = read.stream().flatMap(one -> one.model().pair().stream()).toList();
    return new JudgedRow(
        task,
        metric,
        judgements.size(),
        judgements.stream().mapToInt(Judgement::unreadable).sum(),
        read.isEmpty() ? Optional.empty() : Optional.of(Figure.of(scores, seed)),
        compared ? Optional.of(compare(metric, read, scores, seed)) : Optional.empty(),
        kind == JudgedBy.SCORE ? Optional.empty() : Optional.of(PairTally.of(pairs)));
  }

  private TaskComparison compare(String metric, List<Judgement> read, double[] scores, long seed) {
    if (kind == JudgedBy.PAIRWISE) {
      double[] others = Arrays.stream(scores).map(score -> 1 - score).toArray();
      return TaskComparison.withoutVerdict(scores, others, 1, seed);
    }
    double[] others = units(read, one -> one.baseline().orElseThrow().scores().get(metric));
    double worst = kind == JudgedBy.SCORE ? AxisRating.LOWEST : 0;
    return TaskComparison.of(scores, others, worst, seed);
  }

  /** The mean of each unit's samples. */
  private static double[] units(List<Judgement> judgements, Score score) {
    Map<String, List<Double>> units = new LinkedHashMap<>();
    for (Judgement one : judgements) {
      units.computeIfAbsent(one.sample().unit(), unit -> new ArrayList<>()).add(score.of(one));
    }
    return units.values().stream()
        .mapToDouble(unit -> unit.stream().mapToDouble(value -> value).average().orElseThrow())
        .toArray();
  }

  @FunctionalInterface
  private interface Score {
    double of(Judgement judgement);
  }

  /** Every sample, as JSON. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", task.name());
    json.put("kind", kind.toString());
    List<Map<String, Object>> samples = new ArrayList<>();
    for (Judgement one : judgements) {
      Map<String, Object> sample = new LinkedHashMap<>();
      sample.put("id", one.sample().id());
      sample.putAll(json(one.model()));
      one.baseline().ifPresent(rated -> sample.put("baseline", json(rated)));
      samples.add(sample);
    }
    json.put("samples", samples);
    return json;
  }

  private static Map<String, Object> json(Rated rated) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("scores", rated.scores());
    rated.pair().ifPresent(pair -> json.put("ordersAgree", pair.agrees()));
    json.put("replies", rated.replies());
    return json;
  }
}
