package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.lm.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What answers hold of distributions, as JSON. */
final class DistributionJson {
  private DistributionJson() {}

  static Map<String, Object> of(Kept kept) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("vocabulary", kept.vocabulary());
    json.put("tokens", kept.tokens());
    json.put("said", Arrays.stream(kept.said().ids()).boxed().toList());
    json.put("rows", kept.rows());
    return json;
  }

  static Kept readKept(JsonObject json) {
    int vocabulary = json.requireInt("vocabulary", 1);
    List<Object> said = json.list("said");
    int[] ids = new int[said.size()];
    for (int i = 0; i < ids.length; i++) {
      if (!(said.get(i) instanceof Long id) || id < 0 || id >= vocabulary) {
        throw new PareException(json.source(), "has a token that is none", "");
      }
      ids[i] = id.intValue();
    }
    try {
      Kept kept =
          new Kept(
              vocabulary,
              json.requireString("tokens"),
              new TokenSequence(ids),
              json.requireString("rows"));
      kept.read();
      return kept;
    } catch (IllegalArgumentException e) {
      throw new PareException(json.source(), e.getMessage(), "", e);
    }
  }

  static Map<String, Object> of(SampleDivergence divergence) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("values", finite(divergence.values()));
    json.put("least", finite(divergence.least()));
    json.put("most", finite(divergence.most()));
    json.put("sameTop", divergence.sameTop());
    return json;
  }

  /** ∞, which JSON lacks, is null. */
  private static List<Float> finite(List<Float> values) {
    List<Float> finite = new ArrayList<>();
    values.forEach(value -> finite.add(Float.isInfinite(value) ? null : value));
    return finite;
  }

  static SampleDivergence readDivergence(JsonObject json) {
    List<Boolean> sameTop = new ArrayList<>();
    for (Object same : json.list("sameTop")) {
      if (!(same instanceof Boolean is)) {
        throw new PareException(json.source(), "has a \"sameTop\" that is neither", "");
      }
      sameTop.add(is);
    }
    return new SampleDivergence(
        floats(json, "values", sameTop.size()),
        floats(json, "least", sameTop.size()),
        floats(json, "most", sameTop.size()),
        sameTop);
  }

  private static List<Float> floats(JsonObject json, String key, int size) {
    List<Float> values = new ArrayList<>();
    for (Object value : json.list(key)) {
      if (!(value == null || value instanceof Number)) {
        throw new PareException(json.source(), "has a divergence that is none", "");
      }
      values.add(value instanceof Number number ? number.floatValue() : Float.POSITIVE_INFINITY);
    }
    if (values.size() != size) {
      throw new PareException(json.source(), "has lists of different lengths", "");
    }
    return values;
  }

  /** A task's figures. */
  static Map<String, Object> of(TaskDivergence divergence) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mean", divergence.mean().value());
    json.put("low", divergence.interval().low());
    json.put("high", divergence.interval().high());
    json.put("median", divergence.median());
    json.put("percentile99", divergence.percentile99());
    json.put("sameTop", divergence.sameTop());
    json.put("positions", divergence.positions());
    json.put("truncation", divergence.truncation());
    json.put("least", divergence.least());
    json.put("most", divergence.most());
    return json;
  }
}
