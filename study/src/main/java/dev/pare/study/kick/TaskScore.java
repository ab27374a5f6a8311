package dev.pare.study.kick;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.evaluate.statistics.Verdict;
import java.util.List;

/**
 * One task of a family beside the dense model.
 *
 * @param value the mean score by the metric that the family is judged by
 * @param n units
 * @param baselineValue the dense model's
 * @param chance the mean score of guessing
 * @param verdict whether the model still matches; corrected for all families of the cell
 * @param scores one a unit, the same units in every cell
 */
public record TaskScore(
    String task,
    String metric,
    double value,
    int n,
    double baselineValue,
    Kept kept,
    double chance,
    Verdict verdict,
    List<Double> scores) {
  public TaskScore {
    scores = List.copyOf(scores);
  }

  /**
   * @param scores of all tasks, by name
   */
  static TaskScore read(JsonObject row, JsonObject scores) {
    String task = row.requireString("task");
    int n = row.requireInt("n", 1);
    List<Object> units = scores.list(task);
    if (units.size() != n || !units.stream().allMatch(Number.class::isInstance)) {
      throw new PareException(
          scores.source(), "has " + units.size() + " scores of " + task + ", not " + n, "");
    }
    return new TaskScore(
        task,
        row.requireString("metric"),
        CellResult.number(row, "value"),
        n,
        CellResult.number(row, "baselineValue"),
        Kept.ofLoss(
            CellResult.number(row, "relativeLoss"),
            CellResult.number(row, "relativeLossLow"),
            CellResult.number(row, "relativeLossHigh")),
        CellResult.number(row, "chance"),
        CellResult.verdict(row),
        units.stream().map(unit -> ((Number) unit).doubleValue()).toList());
  }

  double[] units() {
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
