package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.gguf.GgufEntry;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * LongRoPE's two lists of numbers that rotary frequencies are divided by, within the context that a
 * model was first trained for and beyond: {@code rope_scaling} of a Phi-3, and two tensors of its
 * GGUF file.
 */
final class LongFactors {
  static final String SHORT = "rope_factors_short.weight";
  static final String LONG = "rope_factors_long.weight";
  static final String ORIGINAL = "original_max_position_embeddings";

  private static final Map<String, String> TENSORS =
      Map.of("long_factor", LONG, "short_factor", SHORT);

  private LongFactors() {}

  /**
   * The value of {@code rope_scaling}; nothing where the file has no such tensors.
   *
   * @param prefix of the keys of scaling
   * @param config gets the original context's length
   */
  static Optional<Map<String, Object>> scaling(
      GgufFile file, String prefix, Map<String, Object> config) {
    JsonObject metadata = file.metadata();
    metadata
        .intValue(prefix + "original_context_length", 1)
        .ifPresent(length -> config.put(ORIGINAL, length.longValue()));
    if (!file.names().contains(SHORT) || !file.names().contains(LONG)) {
      return Optional.empty();
    }
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("type", "longrope");
    TENSORS.forEach((key, tensor) -> rule.put(key, factors(file, tensor)));
    metadata.number(prefix + "attn_factor").ifPresent(f -> rule.put("attention_factor", f));
    return Optional.of(rule);
  }

  private static List<Object> factors(GgufFile file, String tensor) {
    GgufEntry entry = file.entry(tensor);
    if (entry.shape().rank() != 1) {
      String what = "tensor \"" + tensor + "\" has shape " + entry.shape();
      throw new PareException(file, what, "take the model's Hugging Face folder");
    }
    float[] w = new float[entry.shape().columns()];
    entry.type().weight(entry.shape(), file.data(tensor)).decodeRow(0, w);
    List<Object> factors = new ArrayList<>(w.length);
    for (float factor : w) {
      factors.add(Double.parseDouble(Float.toString(factor)));
    }
    return factors;
  }

  /** The two tensors of a config's {@code rope_scaling}, by name. */
  static Map<String, DenseTensor> tensors(JsonObject config) {
    JsonObject rule =
        config
            .object("rope_parameters")
            .or(() -> config.object("rope_scaling"))
            .orElseThrow(() -> new IllegalArgumentException("no rope_scaling"));
    Map<String, DenseTensor> tensors = new LinkedHashMap<>();
    TENSORS.forEach(
        (key, tensor) -> {
          List<Object> numbers = rule.list(key);
          float[] factors = new float[numbers.size()];
          for (int i = 0; i < factors.length; i++) {
            factors[i] = number(rule, key, numbers.get(i));
          }
          tensors.put(tensor, DenseTensor.of(DType.F32, Shape.of(factors.length), factors));
        });
    return tensors;
  }

  private static float number(JsonObject rule, String key, Object element) {
    if (element instanceof Number number) {
      return number.floatValue();
    }
    throw new PareException(rule.source(), "\"" + key + "\" holds " + element, "give numbers");
  }
}
