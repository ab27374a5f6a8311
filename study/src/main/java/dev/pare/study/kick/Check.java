package dev.pare.study.kick;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A finding of the LLM-KICK paper, held against what was found here.
 *
 * @param id its short name
 * @param claim in words, as it is checked
 * @param evidence the verdicts that were looked at, a line each method and amount
 */
public record Check(String id, String claim, Outcome outcome, List<String> evidence) {
  public Check {
    evidence = List.copyOf(evidence);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("check", id);
    json.put("claim", claim);
    json.put("outcome", outcome.words());
    json.put("evidence", evidence);
    return json;
  }
}
