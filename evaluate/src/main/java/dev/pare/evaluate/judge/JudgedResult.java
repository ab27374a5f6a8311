package dev.pare.evaluate.judge;

import dev.pare.evaluate.statistics.Figure;
import dev.pare.evaluate.statistics.Holm;
import dev.pare.evaluate.statistics.TaskComparison;
import dev.pare.evaluate.task.EvaluationJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a judge thinks of an evaluation's generated answers. */
public final class JudgedResult {
  private final String judge;
  private final List<JudgedTask> tasks;
  private final List<JudgedRow> rows;
  private final Map<JudgedRow, Holm.Adjusted> adjusted = new LinkedHashMap<>();

  JudgedResult(String judge, List<JudgedTask> tasks, long seed) {
    this.judge = judge;
    this.tasks = tasks;
    this.rows = tasks.stream().flatMap(task -> task.rows(seed).stream()).toList();
    List<JudgedRow> compared = rows.stream().filter(row -> row.comparison().isPresent()).toList();
    List<Holm.Adjusted> all =
        Holm.over(compared.stream().map(row -> row.comparison().orElseThrow()).toList());
    for (int i = 0; i < all.size(); i++) {
      adjusted.put(compared.get(i), all.get(i));
    }
  }

  /** The judge's name. */
  public String judge() {
    return judge;
  }

  /** By task, in the order they were named, then by metric. */
  public List<JudgedRow> rows() {
    return rows;
  }

  /** A row's p-values and verdict, corrected for all rows; empty without a comparison. */
  public Optional<Holm.Adjusted> adjusted(JudgedRow row) {
    return Optional.ofNullable(adjusted.get(row));
  }

  /** Whether the model still matches, for people; "" where wins say it, or there is no baseline. */
  public String verdict(JudgedRow row) {
    return withVerdict(row)
        ? EvaluationJson.inWords(row.comparison().orElseThrow(), adjusted.get(row))
        : "";
  }

  private static boolean withVerdict(JudgedRow row) {
    return row.comparison()
        .filter(comparison -> !Double.isNaN(comparison.matching().loss()))
        .isPresent();
  }

  /** The rows as JSON. */
  public List<Map<String, Object>> json() {
    return rows.stream().map(this::json).toList();
  }

  /** Every sample of every task as JSON, with the judge's replies. */
  public List<Map<String, Object>> details() {
    return tasks.stream().map(JudgedTask::json).toList();
  }

  private Map<String, Object> json(JudgedRow row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", row.task().name());
    json.put("metric", row.metric());
    json.put("kind", row.task().judged().orElseThrow().toString());
    json.put("judge", judge);
    json.put("value", row.figure().map(Figure::value).orElse(null));
    json.put("low", row.figure().map(figure -> figure.interval().low()).orElse(null));
    json.put("high", row.figure().map(figure -> figure.interval().high()).orElse(null));
    json.put("n", row.figure().map(Figure::n).orElse(0));
    json.put("samples", row.samples());
    json.put("unreadable", row.unreadable());
    row.pairs().ifPresent(pairs -> count(json, pairs));
    row.comparison().ifPresent(comparison -> compare(json, row, comparison));
    return json;
  }

  private static void count(Map<String, Object> json, PairTally pairs) {
    json.put("wins", pairs.wins());
    json.put("ties", pairs.ties());
    json.put("losses", pairs.losses());
    json.put("same", pairs.same());
    json.put("agreement", pairs.agreement());
  }

  private void compare(Map<String, Object> json, JudgedRow row, TaskComparison comparison) {
    EvaluationJson.compare(json, comparison, adjusted.get(row));
    json.put("verdictText", withVerdict(row) ? verdict(row) : null);
  }
}
