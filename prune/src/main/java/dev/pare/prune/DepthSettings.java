package dev.pare.prune;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many blocks go: {@code blocks}, or {@code sparsity}, a share of them, rounded.
 *
 * @param sparsity the share, in 0 … 1, exclusive
 */
record DepthSettings(Optional<Integer> blocks, Optional<Double> sparsity) {
  private static final String BLOCKS = "blocks";
  private static final String SPARSITY = "sparsity";
  static final Set<String> KEYS = Set.of(BLOCKS, SPARSITY);

  static DepthSettings read(JsonObject settings) {
    if (settings.has(BLOCKS) == settings.has(SPARSITY)) {
      throw new PareException(
          settings.source(),
          settings.has(BLOCKS) ? "has both blocks and a sparsity" : "says not how many blocks go",
          "give blocks, such as 4, or sparsity, such as 0.15");
    }
    Optional<Double> sparsity = settings.number(SPARSITY);
    sparsity.ifPresent(share -> PruneSettings.requireShare(settings, share));
    return new DepthSettings(settings.intValue(BLOCKS, 1), sparsity);
  }

  /**
   * @param layers of the model
   * @throws PareException if none would go, or all
   */
  int removed(int layers) {
    long removed = blocks.orElseGet(() -> (int) Math.round(sparsity.orElseThrow() * layers));
    if (removed < 1 || removed >= layers) {
      throw new PareException(
          "prune depth",
          "removes %d of %d blocks".formatted(removed, layers),
          "give 1 to " + (layers - 1) + " blocks, or a sparsity that means so many");
    }
    return (int) removed;
  }

  /** Every setting with its value, for {@code pare.json}. */
  Map<String, Object> describe(int removed) {
    Map<String, Object> all = new LinkedHashMap<>();
    sparsity.ifPresent(share -> all.put(SPARSITY, share));
    all.put(BLOCKS, (long) removed);
    return all;
  }
}
