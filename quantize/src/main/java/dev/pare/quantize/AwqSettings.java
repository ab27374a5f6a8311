package dev.pare.quantize;

import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.json.JsonObject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The keys of {@code quantize: awq}: those of {@link QuantizeSettings} and of the calibration, and
 * {@code clip} (default true): whether each group's grid may cover a part of its range.
 */
record AwqSettings(QuantizeSettings weights, boolean clip) {
  static final Set<String> KEYS = keys();

  private static final String CLIP = "clip";

  private static Set<String> keys() {
    Set<String> keys = new HashSet<>(QuantizeSettings.KEYS);
    keys.addAll(CalibrationSettings.BLOCK_KEYS);
    keys.add(CLIP);
    return Set.copyOf(keys);
  }

  static AwqSettings read(JsonObject settings) {
    QuantizeSettings weights = QuantizeSettings.read(settings);
    boolean clip = settings.bool(CLIP).orElse(true);
    if (clip) {
      weights.requireGroups(settings.source(), "clip");
    }
    return new AwqSettings(weights, clip);
  }

  /** Every setting with its value, for {@code pare.json}. */
  Map<String, Object> describe() {
    Map<String, Object> all = weights.describe();
    all.put(CLIP, clip);
    return all;
  }
}
