package dev.pare.evaluate.task;

import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.statistics.Holm;
import dev.pare.evaluate.statistics.TaskComparison;
import dev.pare.evaluate.statistics.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An evaluation as JSON. */
public final class EvaluationJson {
  private EvaluationJson() {}

  static Map<String, Object> of(EvaluationResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", result.model());
    json.put("baseline", result.baseline().orElse(null));
    List<Map<String, Object>> tasks = new ArrayList<>();
    for (int i = 0; i < result.results().size(); i++) {
      tasks.add(
          row(
              result.results().get(i),
              result.adjusted().isEmpty() ? null : result.adjusted().get(i)));
    }
    json.put("tasks", tasks);
    json.put("seed", result.options().seed());
    json.put("seconds", result.seconds());
    Map<String, Object> speed = new LinkedHashMap<>();
    speed.put("model", result.speed().json());
    result.baselineSpeed().ifPresent(baseline -> speed.put("baseline", baseline.json()));
    json.put("speed", speed);
    return json;
  }

  private static Map<String, Object> row(TaskResult result, Holm.Adjusted adjusted) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("task", result.task().name());
    row.put("metric", result.metric());
    row.put("value", result.figure().value());
    row.put("low", result.figure().interval().low());
    row.put("high", result.figure().interval().high());
    row.put("n", result.figure().n());
    row.put("samples", result.samples());
    result.head().ifPresent(head -> row.put("head", json(head)));
    result.baselineHead().ifPresent(head -> row.put("baselineHead", json(head)));
    row.put("chance", result.chance());
    row.put("ties", result.ties());
    result.comparison().ifPresent(comparison -> compare(row, comparison, adjusted));
    result.divergence().ifPresent(divergence -> row.put("kl", DistributionJson.of(divergence)));
    result.perplexity().ifPresent(perplexity -> row.put("perplexity", perplexity.json()));
    return row;
  }

  private static Map<String, Object> json(ChosenHead head) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("layer", head.layer());
    json.put("head", head.head());
    json.put("validationAccuracy", head.accuracy());
    json.put("validationSamples", head.samples());
    return json;
  }

  /** Adds what a comparison found to a row. */
  public static void compare(
      Map<String, Object> row, TaskComparison comparison, Holm.Adjusted adjusted) {
    row.put("baselineValue", comparison.baseline().value());
    row.put("baselineLow", comparison.baseline().interval().low());
    row.put("baselineHigh", comparison.baseline().interval().high());
    row.put("difference", comparison.difference().value());
    row.put("differenceLow", comparison.difference().interval().low());
    row.put("differenceHigh", comparison.difference().interval().high());
    row.put("pValue", comparison.difference().pValue());
    row.put("pValueHolm", adjusted.differencePValue());
    int gained = comparison.difference().flips().gained();
    int lost = comparison.difference().flips().lost();
    row.put("flips", gained + lost);
    row.put("gained", gained);
    row.put("lost", lost);
    row.put("relativeLoss", comparison.matching().loss());
    row.put("relativeLossLow", comparison.matching().interval().low());
    row.put("relativeLossHigh", comparison.matching().interval().high());
    row.put("verdict", adjusted.verdict() == Verdict.NONE ? null : inJson(adjusted.verdict()));
    row.put("verdictText", inWords(comparison, adjusted));
    row.put(
        "decidingN",
        comparison.matching().deciding().isPresent()
            ? comparison.matching().deciding().getAsLong()
            : null);
  }

  /** A verdict as JSON spells it. */
  public static String inJson(Verdict verdict) {
    return verdict.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The verdict for people. */
  public static String inWords(TaskComparison comparison, Holm.Adjusted adjusted) {
    boolean same = adjusted.verdict() == comparison.matching().verdict();
    return same || adjusted.verdict() != Verdict.UNDECIDED
        ? comparison.matching().inWords()
        : "not decidable among so many tasks; alone: " + comparison.matching().inWords();
  }

  static Map<String, Object> withSamples(EvaluationResult result) {
    Map<String, Object> json = of(result);
    json.put("pare", version());
    json.put("identity", result.evaluated().identity());
    json.put("baselineIdentity", result.reference().map(EvaluatedModel::identity).orElse(null));
    json.put("limit", result.options().limit().orElse(null));
    json.put("details", result.answers().stream().map(EvaluationJson::details).toList());
    return json;
  }

  private static String version() {
    String version = EvaluationJson.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static Map<String, Object> details(TaskAnswers answers) {
    LoadedTask loaded = answers.loaded();
    Task task = loaded.task();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", task.name());
    json.put("version", task.version());
    json.put("family", task.family());
    json.put("source", task.source());
    json.put("licence", task.licence());
    json.put("citation", task.citation());
    json.put("data", loaded.hashes());
    boolean endless = loaded.available() == Integer.MAX_VALUE; // made as many as are asked for
    json.put("available", endless ? null : loaded.available());
    json.put("shots", task.shots().count());
    json.put("fewerShots", count(answers, a -> a.shots() < task.shots().count()));
    json.put("cut", count(answers, Answer::cut));
    json.put("outOfTokens", count(answers, a -> a.finish().equals("length")));
    json.put("definition", task.definition());
    List<Map<String, Object>> samples = new ArrayList<>();
    Optional<ChosenHead> head = head(answers, answers.model());
    Optional<ChosenHead> baselineHead = head(answers, answers.baseline());
    for (int i = 0; i < loaded.samples().size(); i++) {
      samples.add(sample(answers, i, head, baselineHead));
    }
    json.put("samples", samples);
    return json;
  }

  private static long count(TaskAnswers answers, java.util.function.Predicate<Answer> which) {
    return answers.model().stream().filter(which).count();
  }

  private static Optional<ChosenHead> head(TaskAnswers answers, List<Answer> of) {
    return answers.loaded().task().asksHeads() ? answers.head(Metrics.HEADS, of) : Optional.empty();
  }

  private static Map<String, Object> sample(
      TaskAnswers answers,
      int index,
      Optional<ChosenHead> head,
      Optional<ChosenHead> baselineHead) {
    Task task = answers.loaded().task();
    Sample sample = answers.loaded().samples().get(index);
    Map<String, Object> json = AnswerJson.of(answers.model().get(index));
    for (String field : List.of(Sample.GROUP, Permutation.ORDER)) {
      if (sample.fields().containsKey(field)) {
        json.put(field, sample.fields().get(field));
      }
    }
    if (task.kind() instanceof RequestKind.Choices) {
      json.put("answer", sample.answerIndex());
    } else if (task.kind() instanceof RequestKind.Generation kind) {
      json.put("references", references(kind, sample));
    }
    if (!task.report().isEmpty()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      task.report().forEach(field -> fields.put(field, sample.fields().get(field)));
      json.put("fields", fields);
    }
    boolean scored = answers.loaded().scored(sample);
    if (scored) {
      json.put("scores", scores(answers, index, head, answers.model().get(index)));
    } else {
      json.put("validation", true);
    }
    answers.model().get(index).divergence().ifPresent(found -> json.put("kl", found.mean()));
    if (!answers.baseline().isEmpty()) {
      Map<String, Object> baseline = AnswerJson.of(answers.baseline().get(index));
      baseline.keySet().removeAll(List.of("id", "prompt", "shots", "cut"));
      if (scored) {
        baseline.put("scores", scores(answers, index, baselineHead, answers.baseline().get(index)));
      }
      json.put("baseline", baseline);
    }
    return json;
  }

  /** A sample may have none where its metrics need none. */
  private static List<String> references(RequestKind.Generation kind, Sample sample) {
    return sample.fields().containsKey(kind.references())
        ? sample.texts(kind.references())
        : List.of();
  }

  private static Map<String, Object> scores(
      TaskAnswers answers, int index, Optional<ChosenHead> head, Answer answer) {
    Map<String, Object> scores = new LinkedHashMap<>();
    answers.loaded().task().metrics().stream()
        .map(Fold::base)
        .forEach(metric -> scores.put(metric, answers.score(metric, head, index, answer)));
    return scores;
  }
}
