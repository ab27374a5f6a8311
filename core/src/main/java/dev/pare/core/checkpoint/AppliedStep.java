package dev.pare.core.checkpoint;

import java.util.List;
import java.util.Map;

/**
 * One compression step as it was done, kept in {@code pare.json}.
 *
 * @param kind what was done: quantize, cluster, prune, distill
 * @param method how: rtn, gptq, …
 * @param settings every setting with its value, defaults included, in a fixed order
 * @param layers the weights it changed, in checkpoint order
 */
public record AppliedStep(
    String kind, String method, Map<String, Object> settings, List<Layer> layers) {
  public AppliedStep {
    settings = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(settings));
    layers = List.copyOf(layers);
  }

  /**
   * @param name the weight
   * @param encoding its encoding afterwards, as {@link
   *     dev.pare.core.tensor.WeightTensor#encoding()} says it
   * @param relativeError Σ(w − ŵ)² / Σw² over the weight; 0 for an all-zero weight
   */
  public record Layer(
      String name, String encoding, long bytesBefore, long bytesAfter, double relativeError) {}
}
