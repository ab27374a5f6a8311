package dev.pare.study.kick;

import dev.pare.evaluate.suite.Suite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the study found.
 *
 * @param model what people call the dense one
 * @param suite whose families were asked
 * @param text the task that perplexity was measured on
 * @param cells every method at every amount, method by method; at least one
 * @param denseBytes of all weights of the dense model
 * @param seconds of this run: cells that an earlier one finished took it none
 * @param peakRssBytes the process's VmHWM, 0 where the system does not tell
 */
public record KickResult(
    String model,
    Suite suite,
    String text,
    KickOptions options,
    List<CellResult> cells,
    long denseBytes,
    double seconds,
    long peakRssBytes) {
  /** Told beside the families. */
  public static final String PERPLEXITY = "perplexity";

  public KickResult {
    cells = List.copyOf(cells);
  }

  /** The methods' labels, in order. */
  public List<String> methods() {
    return cells.stream().map(CellResult::label).distinct().toList();
  }

  /** One method's cells, in the order of amounts. */
  public List<CellResult> cells(String method) {
    return cells.stream().filter(cell -> cell.label().equals(method)).toList();
  }

  public Optional<CellResult> cell(String method, Amount amount) {
    return cells(method).stream().filter(cell -> cell.amount().equals(amount)).findFirst();
  }

  /** In order. */
  public List<Amount> amounts() {
    return cells.stream().map(CellResult::amount).distinct().toList();
  }

  /** The families in the suite's order, then perplexity. */
  public List<String> measures() {
    List<String> measures = new ArrayList<>();
    suite.families().forEach(family -> measures.add(family.name()));
    measures.add(PERPLEXITY);
    return measures;
  }

  /** Where matching ends, of every method in every respect; none where no shares were asked. */
  public List<MatchingEnd> ends() {
    return MatchingEnd.all(this);
  }

  /** What of the paper's findings holds here. */
  public List<Check> checks() {
    return new PaperChecks(this).all();
  }

  private static Map<String, Object> json(CellResult cell) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("method", cell.label());
    json.putAll(cell.json().values());
    return json;
  }

  /** All figures. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("suite", suite.name());
    json.put("suiteVersion", suite.version());
    json.put("textTask", text);
    json.put("seed", options.seed());
    json.put("limit", options.limit().orElse(null));
    json.put("threads", options.threads());
    json.put("denseBytes", denseBytes);
    json.put("cells", cells.stream().map(KickResult::json).toList());
    json.put("ends", ends().stream().map(MatchingEnd::json).toList());
    json.put("checks", checks().stream().map(Check::json).toList());
    json.put("seconds", seconds);
    json.put("peakRssBytes", peakRssBytes);
    return json;
  }
}
