package dev.pare.quantize;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of {@code quantize: gptq}: those of {@link QuantizeSettings}, and
 *
 * <ul>
 *   <li>{@code actOrder} (default true): columns in descending order of their inputs' squares;
 *   <li>{@code staticGroups} (default: as actOrder): the groups' grids from the weights as they
 *       were, which another order of columns needs;
 *   <li>{@code grid}, a {@link GridKind}: {@code leastSquares} (default, but {@code mse} for a
 *       whole tensor), {@code mse} or {@code range};
 *   <li>{@code damping} (default 0.01): the share of the Hessian's mean diagonal that is added to
 *       it;
 *   <li>those of {@link Sparsity}: what goes while the rest is quantized.
 * </ul>
 */
record GptqSettings(
    QuantizeSettings weights,
    boolean actOrder,
    boolean staticGroups,
    GridKind grid,
    double damping,
    Optional<Sparsity> sparsity) {
  static final Set<String> KEYS = keys();

  private static final String ACT_ORDER = "actOrder";
  private static final String STATIC_GROUPS = "staticGroups";
  private static final String DAMPING = "damping";

  private static Set<String> keys() {
    Set<String> keys = new HashSet<>(QuantizeSettings.KEYS);
    keys.addAll(Sparsity.KEYS);
    keys.addAll(Set.of(ACT_ORDER, STATIC_GROUPS, GridKind.KEY, DAMPING));
    return Set.copyOf(keys);
  }

  static GptqSettings read(JsonObject settings) {
    QuantizeSettings weights = QuantizeSettings.read(settings);
    boolean actOrder = settings.bool(ACT_ORDER).orElse(true);
    boolean staticGroups = settings.bool(STATIC_GROUPS).orElse(actOrder);
    boolean groups =
        weights.schemes().stream()
            .map(QuantizationScheme::granularity)
            .anyMatch(Granularity.Group.class::isInstance);
    if (actOrder && !staticGroups && groups) {
      throw new PareException(
          settings.source(),
          "has groups that are not static in another order of columns",
          "set staticGroups to true or actOrder to false");
    }
    GridKind grid = grid(settings, weights);
    double damping = settings.number(DAMPING).orElse(0.01);
    if (!(damping > 0 && damping <= 1)) {
      throw new PareException(
          settings.source(), "damping " + damping + " is out of range", "give above 0, up to 1");
    }
    Optional<Sparsity> sparsity = sparsity(settings, actOrder);
    sparsity.ifPresent(given -> requireTogether(settings.source(), given, weights, staticGroups));
    return new GptqSettings(weights, actOrder, staticGroups, grid, damping, sparsity);
  }

  private static GridKind grid(JsonObject settings, QuantizeSettings weights) {
    GridKind grid =
        GridKind.read(settings).orElse(weights.hasGroups() ? GridKind.LEAST_SQUARES : GridKind.MSE);
    if (grid == GridKind.LEAST_SQUARES) {
      weights.requireGroups(settings.source(), GridKind.KEY + " " + grid);
    }
    return grid;
  }

  private static Optional<Sparsity> sparsity(JsonObject settings, boolean actOrder) {
    Optional<Sparsity> sparsity = Sparsity.read(settings);
    if (actOrder && sparsity.filter(Sparsity::hasGroups).isPresent()) {
      throw new PareException(
          settings.source(), "has a pattern in another order of columns", "set actOrder to false");
    }
    return sparsity;
  }

  /** A mask's groups and a grid's, which are fitted as they come, must end together. */
  private static void requireTogether(
      String source, Sparsity sparsity, QuantizeSettings weights, boolean staticGroups) {
    for (QuantizationScheme scheme : weights.schemes()) {
      if (!staticGroups
          && sparsity.pattern() instanceof KeptOf nm
          && scheme.granularity() instanceof Granularity.Group group
          && group.size() % nm.group() != 0
          && nm.group() % group.size() != 0) {
        throw new PareException(
            source,
            "has groups of " + group.size() + " weights, which " + nm + " does not divide",
            "set staticGroups to true, or take another group");
      }
    }
  }

  /** Every setting with its value, for {@code pare.json}. */
  Map<String, Object> describe() {
    Map<String, Object> all = weights.describe();
    all.put(ACT_ORDER, actOrder);
    all.put(STATIC_GROUPS, staticGroups);
    all.put(GridKind.KEY, grid.toString());
    all.put(DAMPING, damping);
    sparsity.ifPresent(given -> given.describe(all));
    return all;
  }
}
