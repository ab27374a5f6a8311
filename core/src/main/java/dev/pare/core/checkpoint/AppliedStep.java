package dev.pare.core.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One compression step as it was done, kept in {@code pare.json}.
 *
 * @param kind what was done: quantize, cluster, prune, distill
 * @param method how: rtn, gptq, …
 * @param settings every setting with its value, defaults included, in a fixed order
 * @param layers the weights it changed, in checkpoint order
 * @param run the run that did it; absent until the result is written
 */
public record AppliedStep(
    String kind,
    String method,
    Map<String, Object> settings,
    List<Layer> layers,
    Optional<Run> run) {
  public AppliedStep {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    layers = List.copyOf(layers);
  }

  /**
   * @param name the weight
   * @param encoding its encoding afterwards, as {@link
   *     dev.pare.core.tensor.WeightTensor#encoding()} says it
   * @param relativeError Σ(w − ŵ)² / Σw² over the weight; 0 for an all-zero weight
   * @param calibration present where the weight's inputs were looked at
   */
  public record Layer(
      String name,
      String encoding,
      long bytesBefore,
      long bytesAfter,
      double relativeError,
      Optional<Calibration> calibration) {
    public Layer(
        String name, String encoding, long bytesBefore, long bytesAfter, double relativeError) {
      this(name, encoding, bytesBefore, bytesAfter, relativeError, Optional.empty());
    }
  }

  /**
   * How a weight fared whose inputs were looked at.
   *
   * @param loss Σ‖x(w − ŵ)‖² / Σ‖xw‖² over the calibration's inputs x
   * @param damping added to the Hessian's diagonal, relative to its mean; 0 without a Hessian
   * @param note what a reader must know, such as a fall-back to another method; "" for nothing
   * @param seconds it took, its inputs' part included
   * @param peakRssBytes the process's VmHWM then, 0 where the system does not tell
   */
  public record Calibration(
      double loss, double damping, String note, double seconds, long peakRssBytes) {}

  /**
   * What a run took; steps done in one run share it.
   *
   * @param bytesBefore all weights of the input
   * @param bytesAfter all weights of the output
   * @param peakRssBytes the process's VmHWM, 0 where the system does not tell
   */
  public record Run(
      String pareVersion,
      long seed,
      int threads,
      long bytesBefore,
      long bytesAfter,
      double seconds,
      long peakRssBytes) {}

  /** The step, done in a run. */
  public AppliedStep with(Run done) {
    return new AppliedStep(kind, method, settings, layers, Optional.of(done));
  }
}
