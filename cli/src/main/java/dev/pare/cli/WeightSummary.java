package dev.pare.cli;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Size and encodings of one weight, one layer, or all of a model. */
record WeightSummary(String name, long parameters, long bytes, Set<String> encodings) {
  private static final Pattern BLOCK = Pattern.compile("(?:.*\\.)?layers\\.\\d+");

  /** Summaries in stored order of first appearance, blocks by number. */
  static List<WeightSummary> of(Checkpoint checkpoint, boolean everyWeight) {
    Map<String, WeightSummary> byName = new LinkedHashMap<>();
    for (String weight : checkpoint.names()) {
      WeightTensor tensor = checkpoint.tensor(weight);
      String name = everyWeight ? weight : layer(weight);
      byName.merge(
          name,
          new WeightSummary(
              name, tensor.shape().size(), tensor.byteSize(), Set.of(tensor.encoding())),
          (a, b) -> a.plus(b, name));
    }
    List<WeightSummary> sorted = new ArrayList<>(byName.values());
    sorted.sort((a, b) -> NaturalOrder.compare(a.name(), b.name()));
    return sorted;
  }

  static WeightSummary total(List<WeightSummary> parts) {
    return parts.stream()
        .reduce((a, b) -> a.plus(b, "total"))
        .map(sum -> new WeightSummary("total", sum.parameters(), sum.bytes(), sum.encodings()))
        .orElse(new WeightSummary("total", 0, 0, Set.of()));
  }

  private static String layer(String weight) {
    Matcher block = BLOCK.matcher(weight);
    return block.lookingAt() ? block.group() : weight;
  }

  private WeightSummary plus(WeightSummary other, String sumName) {
    Set<String> all = new TreeSet<>(encodings);
    all.addAll(other.encodings);
    return new WeightSummary(sumName, parameters + other.parameters, bytes + other.bytes, all);
  }

  double bitsPerWeight() {
    return parameters == 0 ? 0 : 8.0 * bytes / parameters;
  }

  String row(String format) {
    return format.formatted(
        OutputFormat.printable(name),
        "%,d".formatted(parameters),
        Units.bytes(bytes),
        "%.2f".formatted(bitsPerWeight()),
        String.join(", ", encodings));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("parameters", parameters);
    json.put("bytes", bytes);
    json.put("bitsPerWeight", bitsPerWeight());
    json.put("encodings", encodings);
    return json;
  }
}
