package dev.pare.prune;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import java.util.HashSet;
import java.util.Set;

/** {@code prune: wanda}: what goes is chosen by the weights and the size of their inputs. */
public final class WandaMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "prune";
  }

  @Override
  public String name() {
    return "wanda";
  }

  @Override
  public Set<String> keys() {
    Set<String> keys = new HashSet<>(PruneSettings.KEYS);
    keys.addAll(CalibrationSettings.KEYS);
    return keys;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    PruneSettings settings = PruneSettings.read(json);
    return new CalibratedTransform(
        kind(),
        name(),
        settings.describe(),
        settings.selection(),
        settings.method(Wanda::new),
        CalibrationSettings.read(json));
  }
}
