package dev.pare.evaluate.generate;

import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One value of a JSON object of random keys and values, by its key (N. F. Liu et al., <i>Lost in
 * the Middle: How Language Models Use Long Contexts</i>, arXiv 2307.03172).
 *
 * <p>Options: {@code pairs}, {@code depths}, {@code digits} of a key or value, hexadecimal; 32 are
 * written as a UUID; {@code distractors}: values of other keys among the choices. Fields: {@code
 * context}, {@code key}, {@code choices}, {@code answer}, {@code answers}, {@code pairs}, {@code
 * depth}.
 */
final class KeyValue implements SampleGenerator {
  static final String NAME = "key-value";
  private static final String PAIRS = "pairs";
  private static final String DIGITS = "digits";
  private static final String DISTRACTORS = "distractors";
  private static final int MOST_PAIRS = 100_000;
  private static final int UUID_DIGITS = 32;

  private final Places places;
  private final int digits;
  private final int distractors;

  KeyValue(JsonObject options) {
    Yaml.requireKeys(options, Set.of(PAIRS, Places.DEPTHS, DIGITS, DISTRACTORS));
    places = Places.read(options, PAIRS, 2, MOST_PAIRS, 20);
    digits = Numbers.one(options, DIGITS, 6, 64, UUID_DIGITS);
    int others = places.lengths().stream().mapToInt(Integer::intValue).min().orElseThrow() - 1;
    distractors = Numbers.one(options, DISTRACTORS, 1, others, Math.min(3, others));
  }

  @Override
  public String ifTooLong() {
    return "lower \"pairs\" or \"digits\", or take a model with a longer context";
  }

  @Override
  public GeneratedSamples open(DataFolder folder, long seed) {
    return index -> List.of(sample(new Draws(seed, NAME, index), index));
  }

  private Map<String, Object> sample(Draws draws, int index) {
    int pairs = places.length(index);
    int depth = places.depth(index);
    Set<String> drawn = new LinkedHashSet<>();
    while (drawn.size() < 2 * pairs) {
      drawn.add(code(draws));
    }
    List<String> keys = List.copyOf(drawn).subList(0, pairs);
    List<String> values = List.copyOf(drawn).subList(pairs, 2 * pairs);
    int asked = Math.round(depth * (pairs - 1) / 100f);
    String right = values.get(asked);
    List<String> others = new ArrayList<>(values);
    others.remove(asked);
    List<String> choices = new ArrayList<>(draws.some(distractors, others));
    choices.add(draws.below(distractors + 1), right);
    return Map.of(
        Sample.CONTEXT,
        json(keys, values),
        "key",
        keys.get(asked),
        PAIRS,
        (long) pairs,
        "depth",
        (long) depth,
        Sample.CHOICES,
        choices,
        Sample.ANSWER,
        (long) choices.indexOf(right),
        Sample.ANSWERS,
        List.of(right));
  }

  private String code(Draws draws) {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      boolean dash = digits == UUID_DIGITS && i >= 8 && i <= 20 && i % 4 == 0;
      code.append(dash ? "-" : "").append(Character.forDigit(draws.below(16), 16));
    }
    return code.toString();
  }

  private static String json(List<String> keys, List<String> values) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      lines.add("\"" + keys.get(i) + "\": \"" + values.get(i) + "\"");
    }
    return "{" + String.join(",\n ", lines) + "}";
  }
}
