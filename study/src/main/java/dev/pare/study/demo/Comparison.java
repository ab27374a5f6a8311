package dev.pare.study.demo;

import dev.pare.evaluate.statistics.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Methods beside each other at one size: whose model reads best, and how many families match.
 *
 * @param size the rung's name
 * @param sides two or more, one a method, the smallest change of perplexity first
 */
public record Comparison(String size, List<Side> sides) {
  public Comparison {
    sides =
        sides.stream()
            .sorted(Comparator.comparingDouble(side -> side.perplexity().value()))
            .toList();
  }

  /**
   * One method's model.
   *
   * @param perplexity its change from dense's
   * @param matching families that are shown to match
   */
  public record Side(
      String method, double bitsPerWeight, Change perplexity, long matching, int families) {
    static Side of(Variant variant) {
      return new Side(
          variant.method(),
          variant.bitsPerWeight(),
          variant.perplexityStep().change(),
          variant.families().values().stream().filter(verdict -> verdict == Verdict.YES).count(),
          variant.families().size());
    }

    private String told() {
      return "%s (%.2f) %s".formatted(method, bitsPerWeight, perplexity.inWords());
    }
  }

  /** One for each size that several methods have, in the order they come in. */
  static List<Comparison> of(List<Variant> variants) {
    Map<String, List<Side>> sizes = new LinkedHashMap<>();
    for (Variant variant : variants) {
      sizes.computeIfAbsent(variant.size(), none -> new ArrayList<>()).add(Side.of(variant));
    }
    return sizes.entrySet().stream()
        .filter(size -> size.getValue().size() > 1)
        .map(size -> new Comparison(size.getKey(), size.getValue()))
        .toList();
  }

  /**
   * The method whose perplexity grows least: its interval lies below all others'. Where intervals
   * meet nobody is shown to be.
   */
  public Optional<String> best() {
    Side first = sides.get(0);
    boolean below =
        sides.stream()
            .skip(1)
            .allMatch(
                other ->
                    first.perplexity().interval().high() < other.perplexity().interval().low());
    return below ? Optional.of(first.method()) : Optional.empty();
  }

  /** Who reads best at this size, by how much, and what each still matches. */
  public String sentence() {
    String best =
        best()
            .map(method -> "perplexity grows least by " + method)
            .orElse("perplexity does not tell who keeps most");
    String changes = sides.stream().map(Side::told).collect(Collectors.joining(", "));
    String matching =
        sides.stream()
            .map(side -> side.method() + " " + side.matching())
            .collect(Collectors.joining(", "));
    return "At %s (bits a weight in all) %s: %s. Of %d families are shown to match: %s."
        .formatted(size, best, changes, sides.get(0).families(), matching);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("size", size);
    json.put("best", best().orElse(null));
    List<Map<String, Object>> methods = new ArrayList<>();
    for (Side side : sides) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("method", side.method());
      entry.put("bitsPerWeight", side.bitsPerWeight());
      entry.put("perplexityChange", side.perplexity().value());
      entry.put("perplexityChangeLow", side.perplexity().interval().low());
      entry.put("perplexityChangeHigh", side.perplexity().interval().high());
      entry.put("familiesMatching", side.matching());
      methods.add(entry);
    }
    json.put("methods", methods);
    json.put("sentence", sentence());
    return json;
  }
}
