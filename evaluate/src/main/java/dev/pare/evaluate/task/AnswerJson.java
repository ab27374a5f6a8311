package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer as JSON. */
final class AnswerJson {
  private AnswerJson() {}

  static Map<String, Object> of(Answer answer) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", answer.id());
    json.put("prompt", answer.prompt());
    json.put("shots", answer.shots());
    json.put("cut", answer.cut());
    if (answer.likelihoods().isEmpty() || !answer.finish().isEmpty()) {
      json.put("text", answer.text());
      json.put("finish", answer.finish());
    }
    if (answer.likelihoods().isEmpty()) {
      return json;
    }
    List<Likelihood> likelihoods = answer.likelihoods();
    // −∞, which JSON lacks, is null
    json.put("logProbabilities", likelihoods.stream().map(Likelihood::logProbability).toList());
    json.put("tokens", likelihoods.stream().map(Likelihood::tokens).toList());
    json.put("greedy", likelihoods.stream().map(Likelihood::greedy).toList());
    if (!answer.heads().isEmpty()) {
      json.put("heads", answer.heads());
    }
    return json;
  }

  static Answer read(JsonObject json) {
    List<Likelihood> likelihoods = new ArrayList<>();
    List<Object> sums = json.list("logProbabilities");
    List<Object> tokens = json.list("tokens");
    List<Object> greedy = json.list("greedy");
    if (tokens.size() != sums.size() || greedy.size() != sums.size()) {
      throw new PareException(json.source(), "has lists of different lengths", "");
    }
    for (int i = 0; i < sums.size(); i++) {
      if (!(tokens.get(i) instanceof Long count)
          || !(greedy.get(i) instanceof Boolean all)
          || !(sums.get(i) == null || sums.get(i) instanceof Number)) {
        throw new PareException(json.source(), "has a likelihood that is none", "");
      }
      double sum = sums.get(i) instanceof Number n ? n.doubleValue() : Double.NEGATIVE_INFINITY;
      likelihoods.add(new Likelihood(sum, count.intValue(), all));
    }
    return new Answer(
        json.requireString("id"),
        json.requireString("prompt"),
        json.requireInt("shots", 0),
        json.bool("cut").orElse(false),
        likelihoods,
        json.string("text").orElse(""),
        json.string("finish").orElse(""),
        json.string("heads").orElse(""));
  }
}
