package dev.pare.quantize;

import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of a step that gives every weight an encoding of its own:
 *
 * <ul>
 *   <li>{@code targetBpw}: bits a weight that the result may take, over all of its weights, or
 *       {@code targetSize}: the bytes of all of them, a number or {@code 60MB};
 *   <li>{@code choices}: the encodings to choose from, each a number of bits or a mapping with
 *       {@code bits}, {@code group} and {@code symmetric}, the step's own where one is missing;
 *       default 2, 3, 4, 5, 6 and 8 bits. What a weight has is always a choice too;
 *   <li>{@code sensitivities}: a file to keep the table in that the choice is made by.
 * </ul>
 */
record Budget(
    Optional<Double> bitsPerWeight,
    Optional<Long> size,
    List<JsonObject> choices,
    Optional<Path> table) {
  private static final String TARGET_BPW = "targetBpw";
  private static final String TARGET_SIZE = "targetSize";
  private static final String CHOICES = "choices";
  private static final String SENSITIVITIES = "sensitivities";

  /** To be added to a method's own keys. */
  static final Set<String> KEYS = Set.of(TARGET_BPW, TARGET_SIZE, CHOICES, SENSITIVITIES);

  /** What a choice may say for itself. */
  private static final Set<String> OF_CHOICE = Set.of("bits", "group", "symmetric");

  /** What goes with one encoding for all, or with sizes that nobody knows before. */
  private static final List<String> REFUSED = List.of("bits", "rules", "sparsity", "pattern");

  private static final List<Object> DEFAULT = List.of(2L, 3L, 4L, 5L, 6L, 8L);
  private static final int MAX_CHOICES = 64;

  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kKMGT]?)(i?)B");

  /**
   * Whether a step has a budget.
   *
   * @throws PareException if it has what only goes with one
   */
  static boolean isAsked(JsonObject settings) {
    boolean asked = settings.has(TARGET_BPW) || settings.has(TARGET_SIZE);
    for (String key : List.of(CHOICES, SENSITIVITIES)) {
      if (!asked && settings.has(key)) {
        throw new PareException(
            settings.source(),
            "has " + key + " but no budget",
            "give " + TARGET_BPW + " or " + TARGET_SIZE);
      }
    }
    return asked;
  }

  /**
   * @throws PareException if a setting has no meaning
   */
  static Budget read(JsonObject settings) {
    if (settings.has(TARGET_BPW) && settings.has(TARGET_SIZE)) {
      throw new PareException(settings.source(), "has two budgets", "leave one of them out");
    }
    for (String key : REFUSED) {
      if (settings.has(key) && !isEmpty(settings, key)) {
        throw new PareException(
            settings.source(),
            "has a budget and " + key,
            "leave one of them out; choices may say the bits, and a step before this one prune");
      }
    }
    Optional<Double> bits = settings.number(TARGET_BPW);
    if (bits.isPresent() && !(bits.get() > 0 && bits.get() <= Float.SIZE)) {
      throw new PareException(
          settings.source(), TARGET_BPW + " " + bits.get() + " is out of range", "give 1 to 32");
    }
    Optional<Long> size =
        settings.has(TARGET_SIZE)
            ? Optional.of(size(settings.source(), settings.values().get(TARGET_SIZE).toString()))
            : Optional.empty();
    return new Budget(bits, size, choices(settings), settings.string(SENSITIVITIES).map(Path::of));
  }

  private static boolean isEmpty(JsonObject settings, String key) {
    return settings.values().get(key) instanceof List<?> list && list.isEmpty();
  }

  private static long size(String source, String text) {
    Matcher matcher = SIZE.matcher(text.matches("\\d+") ? text + "B" : text);
    if (matcher.matches()) {
      String prefix = matcher.group(2).toUpperCase(Locale.ROOT);
      int power = prefix.isEmpty() ? 0 : "KMGT".indexOf(prefix) + 1;
      double unit = Math.pow(matcher.group(3).isEmpty() ? 1000 : 1024, power);
      double bytes = Double.parseDouble(matcher.group(1)) * unit;
      if (bytes >= 1 && bytes < Long.MAX_VALUE) {
        return (long) bytes;
      }
    }
    throw new PareException(
        source, TARGET_SIZE + " " + text + " is no size", "give bytes, or 60MB, 1.5GB");
  }

  /** The settings with each choice's own in them. */
  private static List<JsonObject> choices(JsonObject settings) {
    List<Object> given = settings.has(CHOICES) ? settings.list(CHOICES) : DEFAULT;
    String source = settings.source() + " " + CHOICES;
    if (given.isEmpty() || given.size() > MAX_CHOICES) {
      throw new PareException(
          source, "are " + given.size() + ", not 1 to " + MAX_CHOICES, "correct them");
    }
    Map<String, Object> shared = new LinkedHashMap<>(settings.values());
    KEYS.forEach(shared::remove);
    List<JsonObject> choices = new ArrayList<>();
    for (Object item : given) {
      Map<String, Object> own = new LinkedHashMap<>(shared);
      if (item instanceof Long bits) {
        own.put("bits", bits);
      } else {
        JsonObject choice = Yaml.asObject(source, item, "recipe");
        Yaml.requireKeys(choice, OF_CHOICE);
        own.putAll(choice.values());
      }
      choices.add(new JsonObject(source, own));
    }
    return choices;
  }

  /** How many bytes all weights of the result may take. */
  long bytes(Checkpoint model) {
    return size.orElseGet(() -> (long) (bitsPerWeight.orElseThrow() * parameters(model) / 8));
  }

  static long parameters(Checkpoint model) {
    return model.names().stream().mapToLong(name -> model.tensor(name).shape().size()).sum();
  }

  void describe(Map<String, Object> settings) {
    bitsPerWeight.ifPresent(bits -> settings.put(TARGET_BPW, bits));
    size.ifPresent(bytes -> settings.put(TARGET_SIZE, bytes));
  }

  /** A method's own keys with those that a budget adds to them. */
  static Set<String> and(Set<String> keys) {
    Set<String> all = new HashSet<>(keys);
    all.addAll(KEYS);
    all.addAll(CalibrationSettings.KEYS);
    return all;
  }
}
