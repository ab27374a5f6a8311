package dev.pare.calibrate;

import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.recipe.TensorSelection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code round: diagonal}. */
public final class DiagonalRoundingMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "round";
  }

  @Override
  public String name() {
    return "diagonal";
  }

  @Override
  public Set<String> keys() {
    return Stream.concat(
            CalibrationSettings.KEYS.stream(),
            Stream.of(TensorSelection.TARGETS, TensorSelection.IGNORE))
        .collect(Collectors.toSet());
  }

  @Override
  public CheckpointTransform configure(JsonObject settings) {
    return new CalibratedTransform(
        kind(),
        name(),
        Map.of("bits", 3L),
        TensorSelection.read(settings),
        new DiagonalRounding(),
        CalibrationSettings.read(settings));
  }
}
