package dev.pare.quantize;

import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The keys of {@code quantize: rtn}: those of {@link QuantizeSettings}, and {@code grid}. With
 * {@link GridKind#LEAST_SQUARES} those of {@link CalibrationSettings} too.
 */
record RoundingSettings(QuantizeSettings weights, GridKind grid) {
  /** Which grid a group gets. */
  enum GridKind {
    /** That of its whole range; the default. */
    RANGE("range"),
    /** The best of several by Σ|w − ŵ|^2.4. */
    MSE("mse"),
    /** The best by Σ h (w − ŵ)², h being the mean squares of the inputs. */
    LEAST_SQUARES("leastSquares");

    private final String text;

    GridKind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static final Set<String> KEYS = keys();
  private static final String GRID = "grid";

  private static Set<String> keys() {
    Set<String> keys = new HashSet<>(QuantizeSettings.KEYS);
    keys.addAll(CalibrationSettings.KEYS);
    keys.add(GRID);
    return Set.copyOf(keys);
  }

  static RoundingSettings read(JsonObject settings) {
    GridKind grid = settings.string(GRID).map(name -> named(settings, name)).orElse(GridKind.RANGE);
    QuantizeSettings weights = QuantizeSettings.read(settings);
    if (grid != GridKind.RANGE) {
      weights.requireGroups(settings.source(), "grid " + grid);
    }
    return new RoundingSettings(weights, grid);
  }

  private static GridKind named(JsonObject settings, String name) {
    for (GridKind grid : GridKind.values()) {
      if (grid.toString().equals(name)) {
        return grid;
      }
    }
    throw new PareException(
        settings.source(), "unknown grid \"" + name + "\"", "give range, mse or leastSquares");
  }

  /** Of channels and groups, where no inputs are looked at. */
  GridFit fit() {
    return grid == GridKind.MSE ? GridFit.SEARCH : GridFit.RANGE;
  }

  /** Every setting with its value, for {@code pare.json}. */
  Map<String, Object> describe() {
    Map<String, Object> all = weights.describe();
    all.put(GRID, grid.toString());
    return all;
  }
}
