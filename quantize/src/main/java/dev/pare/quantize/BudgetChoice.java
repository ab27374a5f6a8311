package dev.pare.quantize;

import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.SensitivitySurvey;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.WeightTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoding that a {@link Budget} may give a weight.
 *
 * @param linear makes it of a block's linear layers; embedding and head are rounded to nearest
 * @param settings all that the method was configured with
 */
record BudgetChoice(QuantizationScheme scheme, LinearMethod linear, Map<String, Object> settings) {
  /** The settings that choices differ in, and one that a budget has no use for. */
  static final List<String> OWN = List.of("bits", "group", "symmetric", "rules");

  SensitivitySurvey.Choice measured() {
    return new SensitivitySurvey.Choice(linear, this::table);
  }

  /** The embedding or the head in this encoding. */
  WeightTensor table(String name, WeightTensor weight) {
    return RoundToNearest.asSparse(weight, new RoundToNearest(name, weight, scheme).tensor());
  }

  /** A linear layer in this encoding, of the size it will have, its values no matter. */
  WeightTensor planned(LayerId layer, WeightTensor weight) {
    return linear.plan(layer, weight);
  }

  /** Its own settings. */
  Map<String, Object> own() {
    Map<String, Object> own = new LinkedHashMap<>();
    OWN.stream().filter(settings::containsKey).forEach(key -> own.put(key, settings.get(key)));
    own.remove("rules");
    return own;
  }

  /** All that what it makes of a weight depends on. */
  Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>(settings);
    List.of("rules", TensorSelection.TARGETS, TensorSelection.IGNORE).forEach(identity::remove);
    return identity;
  }
}
