package dev.pare.study.kick;

import dev.pare.evaluate.task.EvaluationPlan;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much the study is to do, and about how long that takes.
 *
 * @param cells of the whole study
 * @param done of them, by this run or earlier ones
 * @param asking what is asked of each model, timed on the dense one
 * @param pruningSeconds a cell's expected, method by method
 * @param left cells that are not done, method by method
 */
public record KickPlan(
    int cells,
    int done,
    EvaluationPlan asking,
    Map<String, Double> pruningSeconds,
    Map<String, Integer> left) {

  /** Of all that is left; of the dense model only if no cell is done, which asked it. */
  public double seconds() {
    double seconds = (done == 0 ? 1 : 0) * asking.seconds();
    for (Map.Entry<String, Integer> method : left.entrySet()) {
      seconds += method.getValue() * (asking.seconds() + pruningSeconds.get(method.getKey()));
    }
    return seconds;
  }

  /** The same as JSON. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cells", cells);
    json.put("done", done);
    json.put("left", left);
    json.put("pruningSeconds", pruningSeconds);
    json.put("asking", asking.json());
    json.put("expectedSeconds", seconds());
    return json;
  }
}
