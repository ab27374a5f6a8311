package dev.pare.study;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.evaluate.statistics.Trend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which facts of atlas's world a model lost beside the one it was made of: by relation, and by how
 * often training told them.
 *
 * @param task that asked for them
 * @param metric that says what is right
 * @param facts in the task's order
 */
public record FactStudy(
    String model, String baseline, String task, String metric, List<AskedFact> facts) {
  /** How often facts are told, from seldom to often; each class three times as often. */
  private static final List<String> EXPOSURES = List.of("rare", "common", "frequent");

  public FactStudy {
    facts = List.copyOf(facts);
  }

  /**
   * Of a result file of {@code pare evaluate} with a baseline.
   *
   * @param task one of its tasks; the first that asks for facts if none is named
   * @throws PareException if it has no baseline, or no such task
   */
  public static FactStudy of(JsonObject result, Optional<String> task) {
    FactAnswers answers = FactAnswers.read(result, task);
    if (!answers.hasBaseline()) {
      throw new PareException(
          result.source(),
          "has no baseline's answers",
          "give the baseline's own result file too, or evaluate with --baseline");
    }
    List<AskedFact> facts = new ArrayList<>();
    for (JsonObject sample : answers.samples().values()) {
      boolean known = answers.right(sample.requireObject("baseline"));
      facts.add(asked(answers, sample, known));
    }
    String baseline = result.string("baseline").orElse("baseline");
    return new FactStudy(answers.model(), baseline, answers.task(), answers.metric(), facts);
  }

  /**
   * Of two result files of the same questions.
   *
   * @throws PareException if they were not asked the same
   */
  public static FactStudy of(JsonObject result, JsonObject baseline, Optional<String> task) {
    FactAnswers answers = FactAnswers.read(result, task);
    FactAnswers reference = FactAnswers.read(baseline, Optional.of(answers.task()));
    List<AskedFact> facts = new ArrayList<>();
    answers
        .samples()
        .forEach(
            (fact, sample) -> {
              JsonObject other = reference.samples().get(fact);
              if (other == null
                  || answers.samples().size() != reference.samples().size()
                  || !sample.requireString("prompt").equals(other.requireString("prompt"))) {
                throw new PareException(
                    baseline.source(),
                    "was not asked for " + fact + " as " + result.source() + " was",
                    "evaluate both with the same task, --seed and --limit");
              }
              facts.add(asked(answers, sample, reference.right(other)));
            });
    return new FactStudy(
        answers.model(), reference.model(), answers.task(), answers.metric(), facts);
  }

  private static AskedFact asked(FactAnswers answers, JsonObject sample, boolean known) {
    String exposure = FactAnswers.field(sample, "exposure");
    if (!EXPOSURES.contains(exposure)) {
      throw new PareException(
          answers.source(), "unknown exposure \"" + exposure + "\"", "evaluate again");
    }
    return new AskedFact(
        FactAnswers.field(sample, "fact"),
        FactAnswers.field(sample, "relation"),
        exposure,
        known,
        answers.right(sample),
        FactAnswers.answer(sample),
        sample.string("text").orElse("").strip());
  }

  /** All facts as one group. */
  public FactGroup all() {
    return FactGroup.all(facts);
  }

  /** From rare to frequent. */
  public List<FactGroup> exposures() {
    return FactGroup.by(facts, AskedFact::exposure).stream()
        .sorted(Comparator.comparingInt(group -> EXPOSURES.indexOf(group.name())))
        .toList();
  }

  /** The one that lost most of what was known first. */
  public List<FactGroup> relations() {
    return FactGroup.by(facts, AskedFact::relation).stream()
        .sorted(
            Comparator.comparingDouble(FactGroup::lostShare)
                .reversed()
                .thenComparing(FactGroup::name))
        .toList();
  }

  /**
   * Whether known facts are lost the more often the more rarely they were told: the steps from
   * class to class are equal on the scale of the logarithm.
   */
  public Trend trend() {
    List<AskedFact> known = facts.stream().filter(AskedFact::known).toList();
    return Trend.of(
        known.stream().mapToDouble(fact -> EXPOSURES.indexOf(fact.exposure())).toArray(),
        known.stream().mapToDouble(fact -> fact.lost() ? 1 : 0).toArray());
  }

  /** In the task's order. */
  public List<AskedFact> lost() {
    return facts.stream().filter(AskedFact::lost).toList();
  }

  /** In the task's order. */
  public List<AskedFact> gained() {
    return facts.stream().filter(AskedFact::gained).toList();
  }

  /** All figures and every fact that changed. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("baseline", baseline);
    json.put("task", task);
    json.put("metric", metric);
    json.put("all", all().json());
    json.put("exposures", exposures().stream().map(FactGroup::json).toList());
    json.put("trendZ", trend().z());
    json.put("trendPValue", trend().pValue());
    json.put("relations", relations().stream().map(FactGroup::json).toList());
    json.put("lost", lost().stream().map(AskedFact::json).toList());
    json.put("gained", gained().stream().map(AskedFact::json).toList());
    return json;
  }
}
