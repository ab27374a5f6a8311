package dev.pare.quantize;

import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.json.JsonObject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The keys of {@code quantize: rtn}: those of {@link QuantizeSettings}, and {@code grid}. With
 * {@link GridKind#LEAST_SQUARES} those of {@link CalibrationSettings} too.
 */
record RoundingSettings(QuantizeSettings weights, GridKind grid) {
  static final Set<String> KEYS = keys();

  private static Set<String> keys() {
    Set<String> keys = new HashSet<>(QuantizeSettings.KEYS);
    keys.addAll(CalibrationSettings.KEYS);
    keys.add(GridKind.KEY);
    return Set.copyOf(keys);
  }

  static RoundingSettings read(JsonObject settings) {
    QuantizeSettings weights = QuantizeSettings.read(settings);
    GridKind grid = GridKind.read(settings).orElse(GridKind.RANGE);
    if (grid != GridKind.RANGE) {
      weights.requireGroups(settings.source(), GridKind.KEY + " " + grid);
    }
    return new RoundingSettings(weights, grid);
  }

  /** Of channels and groups, where no inputs are looked at. */
  GridFit fit() {
    return grid == GridKind.MSE ? GridFit.SEARCH : GridFit.RANGE;
  }

  /** Every setting with its value, for {@code pare.json}. */
  Map<String, Object> describe() {
    Map<String, Object> all = weights.describe();
    all.put(GridKind.KEY, grid.toString());
    return all;
  }
}
