package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One linear layer of a model.
 *
 * @param block counted from 0
 * @param name its weight's, as in {@link dev.pare.core.checkpoint.Checkpoint#names}
 */
public record LayerId(int block, String name) {
  /** All linear layers of a model's blocks by their names, in the order they run. */
  public static Map<String, LayerId> all(Checkpoint model) {
    ModelLayout layout = new ModelLayout(model.config());
    Map<String, LayerId> linears = new LinkedHashMap<>();
    for (int block = 0; block < model.config().layers(); block++) {
      for (ModelLayout.Weight weight : layout.block()) {
        if (weight.kind() == ModelLayout.Kind.LINEAR) {
          String whole = layout.blockPrefix(block) + weight.name();
          linears.put(whole, new LayerId(block, whole));
        }
      }
    }
    return linears;
  }
}
