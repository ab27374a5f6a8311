package dev.pare.study.demo;

import dev.pare.evaluate.suite.Suite;
import dev.pare.evaluate.task.TextPerplexity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the demo found.
 *
 * @param model what people call the dense one
 * @param suite that asked the families
 * @param denseBytes of all weights of the dense model
 * @param parameters their number
 * @param variants ladder by ladder; at least one
 * @param findings one a ladder
 * @param seconds of the whole
 * @param peakRssBytes the process's VmHWM, 0 where the system does not tell
 */
public record DemoResult(
    String model,
    Suite suite,
    DemoOptions options,
    long denseBytes,
    long parameters,
    List<Variant> variants,
    List<Findings> findings,
    double seconds,
    long peakRssBytes) {
  public DemoResult {
    variants = List.copyOf(variants);
    findings = List.copyOf(findings);
  }

  /** Those of one ladder. */
  public List<Variant> variants(String method) {
    return variants.stream().filter(variant -> variant.method().equals(method)).toList();
  }

  /** Methods beside each other, one for each size that several have. */
  public List<Comparison> comparisons() {
    return Comparison.of(variants);
  }

  /** The smallest model of each method before anything is shown to leave, smallest first. */
  public String smallest() {
    String kept =
        findings.stream()
            .flatMap(
                found ->
                    variants(found.method()).stream()
                        .filter(v -> found.keepsDownTo().equals(Optional.of(v.size()))))
            .sorted(Comparator.comparingDouble(Variant::bitsPerWeight))
            .map(v -> "%s %s (%.2f)".formatted(v.method(), v.size(), v.bitsPerWeight()))
            .collect(Collectors.joining(", "));
    return "Smallest before anything is shown to leave (bits a weight in all): "
        + (kept.isEmpty() ? "none" : kept)
        + ".";
  }

  public double denseBitsPerWeight() {
    return 8.0 * denseBytes / parameters;
  }

  /** All figures; those of the dense model stand by themselves too. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("suite", suite.name());
    json.put("suiteVersion", suite.version());
    json.put("seed", options.seed());
    json.put("limit", options.limit().orElse(null));
    json.put("threads", options.threads());
    json.put("dense", dense());
    boolean kept = options.output().isPresent();
    json.put("variants", variants.stream().map(variant -> variant.json(kept)).toList());
    json.put("findings", findings.stream().map(Findings::json).toList());
    json.put("comparisons", comparisons().stream().map(Comparison::json).toList());
    json.put("smallest", smallest());
    json.put("seconds", seconds);
    json.put("peakRssBytes", peakRssBytes);
    return json;
  }

  private Map<String, Object> dense() {
    Variant any = variants.get(0);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bytes", denseBytes);
    json.put("bitsPerWeight", denseBitsPerWeight());
    TextPerplexity.Beside dense = any.besideDense();
    json.put("perplexity", dense.perplexity());
    json.put("perplexityLow", dense.interval().low());
    json.put("perplexityHigh", dense.interval().high());
    json.put("textTask", any.text().task().name());
    json.put("texts", any.text().samples());
    json.put("tokens", any.perplexity().tokens());
    List<Map<String, Object>> rows = new ArrayList<>();
    any.headlines()
        .forEach(
            headline ->
                rows.add(
                    Variant.row(
                        headline, headline.result().comparison().orElseThrow().baseline())));
    json.put("families", rows);
    return json;
  }
}
