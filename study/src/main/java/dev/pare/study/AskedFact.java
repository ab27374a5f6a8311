package dev.pare.study;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One fact of atlas's world as two models answered the same question about it.
 *
 * @param id relation/subject
 * @param exposure how often training told it: rare, common or frequent
 * @param known whether the baseline's answer was right
 * @param right whether the model's was
 * @param answer a right one, or "" where the task has choices
 * @param said the model's, or "" likewise
 */
public record AskedFact(
    String id,
    String relation,
    String exposure,
    boolean known,
    boolean right,
    String answer,
    String said) {

  /** Known to the baseline and not to the model. */
  public boolean lost() {
    return known && !right;
  }

  /** Known to the model and not to the baseline. */
  public boolean gained() {
    return right && !known;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("fact", id);
    json.put("relation", relation);
    json.put("exposure", exposure);
    json.put("answer", answer);
    json.put("said", said);
    return json;
  }
}
