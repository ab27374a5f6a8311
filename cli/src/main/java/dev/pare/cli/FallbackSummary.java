package dev.pare.cli;

import dev.pare.core.tensor.GgmlType;
import dev.pare.quantize.ggml.TypeMixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Matrices that could not have the type they should, counted. */
record FallbackSummary(int matrices, int of, int columns, GgmlType wanted, GgmlType given) {
  static List<FallbackSummary> of(TypeMixture mixture) {
    int all = mixture.types().size();
    List<FallbackSummary> summaries = new ArrayList<>();
    Map<TypeMixture.Fallback, Integer> counts = new LinkedHashMap<>();
    for (TypeMixture.Fallback one : mixture.fallbacks()) {
      counts.merge(
          new TypeMixture.Fallback("", one.columns(), one.wanted(), one.given()), 1, Integer::sum);
    }
    counts.forEach(
        (kind, count) ->
            summaries.add(
                new FallbackSummary(count, all, kind.columns(), kind.wanted(), kind.given())));
    return summaries;
  }

  String line() {
    return "%,d of %,d matrices: %,d columns are no multiple of %d: %s instead of %s"
        .formatted(matrices, of, columns, wanted.blockSize(), given.name(), wanted.name());
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("matrices", matrices);
    json.put("columns", columns);
    json.put("wanted", wanted.name());
    json.put("given", given.name());
    return json;
  }
}
