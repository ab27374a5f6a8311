package dev.pare.core.config;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a model's layers attend.
 *
 * @param scale what scores q·k are multiplied by, 1/√headDim in most models
 * @param softCap c where scores s become c·tanh(s/c)
 * @param slidingWindow how many positions, its own included, a token of a sliding layer sees
 * @param slidingLayers the layers that see the window only, by number from 0
 * @param localRopeTheta the rotary base of sliding layers where it is not the others'; their
 *     frequencies are then plain
 * @param bias whether q, k and v have biases
 * @param outputBias whether the output projection has one
 */
public record AttentionConfig(
    double scale,
    OptionalDouble softCap,
    OptionalInt slidingWindow,
    Set<Integer> slidingLayers,
    OptionalDouble localRopeTheta,
    boolean bias,
    boolean outputBias) {
  public AttentionConfig {
    slidingLayers = Set.copyOf(slidingLayers);
  }

  public boolean slides(int layer) {
    return slidingLayers.contains(layer);
  }
}
