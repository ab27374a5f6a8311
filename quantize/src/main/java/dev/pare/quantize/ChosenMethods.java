package dev.pare.quantize;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A method of its own for each layer. */
final class ChosenMethods implements LinearMethod {
  private final Map<String, LinearMethod> methods;

  /**
   * @param methods by the layers' names, one at least
   */
  ChosenMethods(Map<String, LinearMethod> methods) {
    this.methods = Map.copyOf(methods);
  }

  /** The layers'. */
  Set<String> names() {
    return methods.keySet();
  }

  private List<LinearMethod> distinct() {
    return methods.values().stream().distinct().toList();
  }

  @Override
  public void check(Checkpoint model) {
    distinct().forEach(method -> method.check(model));
  }

  @Override
  public boolean needsGram() {
    return methods.values().stream().anyMatch(LinearMethod::needsGram);
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    return methods.get(id.name()).compress(id, weight, inputs);
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    return methods.get(id.name()).plan(id, weight);
  }

  @Override
  public Cost cost(Shape shape) {
    return distinct().stream()
        .map(method -> method.cost(shape))
        .max(Comparator.comparingDouble(Cost::operations))
        .orElseThrow();
  }
}
