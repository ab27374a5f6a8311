package dev.pare.quantize;

import dev.pare.calibrate.InputStatistics;
import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.Optional;

/** Which grid a group gets, key {@code grid}. */
enum GridKind {
  /** That of its whole range. */
  RANGE("range"),
  /** The best of several by Σ|w − ŵ|^2.4. */
  MSE("mse"),
  /** The best by Σ h (w − ŵ)², h being the mean squares of the inputs. */
  LEAST_SQUARES("leastSquares");

  static final String KEY = "grid";

  private final String text;

  GridKind(String text) {
    this.text = text;
  }

  /**
   * @throws PareException if there is no grid of that name
   */
  static Optional<GridKind> read(JsonObject settings) {
    return settings.string(KEY).map(name -> named(settings, name));
  }

  private static GridKind named(JsonObject settings, String name) {
    for (GridKind grid : values()) {
      if (grid.text.equals(name)) {
        return grid;
      }
    }
    throw new PareException(
        settings.source(), "unknown grid \"" + name + "\"", "give range, mse or leastSquares");
  }

  /**
   * @param inputs what the layer's inputs are
   */
  GridFit fit(InputStatistics inputs) {
    return switch (this) {
      case RANGE -> GridFit.RANGE;
      case MSE -> GridFit.SEARCH;
      case LEAST_SQUARES -> LeastSquares.of(inputs);
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
