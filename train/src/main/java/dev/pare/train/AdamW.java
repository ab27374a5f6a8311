package dev.pare.train;

import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW (Loshchilov and Hutter 2017, arXiv 1711.05101), its moments beside the masters:
 *
 * <pre>{@code
 * m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²
 * w ← w − η λ w − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 * }</pre>
 *
 * with g the gradient, clipped by the norm of all of them; λ is 0 for vectors.
 */
final class AdamW implements AutoCloseable {
  private final AdamWSettings settings;
  private final TorchModule module = TorchModule.load(AdamW.class, "adamw.ts.py");
  private final Map<String, TorchTensor> masters;
  private final Map<String, TorchTensor> means = new LinkedHashMap<>();
  private final Map<String, TorchTensor> squares = new LinkedHashMap<>();

  /**
   * @param masters changed in place by each step; not closed with this
   */
  AdamW(Map<String, TorchTensor> masters, AdamWSettings settings) {
    this.masters = masters;
    this.settings = settings;
    try (TorchScope scope = TorchScope.open()) {
      masters.forEach(
          (name, master) -> {
            means.put(name, module.call("zeros", master).keep());
            squares.put(name, module.call("zeros", master).keep());
          });
    }
  }

  /** The means of gradients, m, by the masters' names. */
  Map<String, TorchTensor> means() {
    return means;
  }

  /** The means of their squares, v. */
  Map<String, TorchTensor> squares() {
    return squares;
  }

  /** New leaves over the masters, for one step's gradients. */
  Map<String, TorchTensor> leaves() {
    TorchTensor[] leaves = module.callAll("leaves", (Object) array(masters));
    Map<String, TorchTensor> named = new LinkedHashMap<>();
    for (String name : masters.keySet()) {
      named.put(name, leaves[named.size()].requireGradient());
    }
    return named;
  }

  /** The norm of all gradients together. */
  double norm(Map<String, TorchTensor> gradients) {
    try (TorchScope scope = TorchScope.open()) {
      return module.call("norm", (Object) array(gradients)).floats()[0];
    }
  }

  /**
   * Changes the masters.
   *
   * @param step from 1
   * @param gradients by the masters' names; changed as well
   */
  void step(long step, double rate, Map<String, TorchTensor> gradients, double norm) {
    double scale = Math.max(1, (norm + 1e-6) / settings.clip());
    List<String> matrices = new ArrayList<>();
    List<String> vectors = new ArrayList<>();
    masters.forEach((name, t) -> (t.shape().length > 1 ? matrices : vectors).add(name));
    try (TorchScope scope = TorchScope.open()) {
      step(matrices, settings.decay(), step, rate, gradients, scale);
      step(vectors, 0, step, rate, gradients, scale);
    }
  }

  private void step(
      List<String> names,
      double decay,
      long step,
      double rate,
      Map<String, TorchTensor> gradients,
      double scale) {
    if (!names.isEmpty()) {
      module.callVoid(
          "step",
          array(masters, names),
          array(gradients, names),
          array(means, names),
          array(squares, names),
          step,
          rate,
          settings.beta1(),
          settings.beta2(),
          settings.epsilon(),
          decay,
          scale);
    }
  }

  private static TorchTensor[] array(Map<String, TorchTensor> tensors, List<String> names) {
    return names.stream().map(tensors::get).toArray(TorchTensor[]::new);
  }

  private static TorchTensor[] array(Map<String, TorchTensor> tensors) {
    return tensors.values().toArray(TorchTensor[]::new);
  }

  @Override
  public void close() {
    means.values().forEach(TorchTensor::close);
    squares.values().forEach(TorchTensor::close);
    module.close();
  }
}
