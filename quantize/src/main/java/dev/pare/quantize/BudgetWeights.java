package dev.pare.quantize;

import dev.pare.calibrate.LayerId;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.WeightRole;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a budget has to choose encodings for.
 *
 * @param layers linear layers of blocks, in checkpoint order
 * @param tables embedding and head
 */
record BudgetWeights(Checkpoint model, List<LayerId> layers, List<String> tables) {
  /**
   * @throws PareException if a weight is selected that is neither, or no layer is
   */
  static BudgetWeights select(Checkpoint model, TensorSelection selection) {
    Map<String, LayerId> linears = LayerId.all(model);
    List<LayerId> layers = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    for (String name : selection.select(model)) {
      if (linears.containsKey(name)) {
        layers.add(linears.get(name));
      } else if (WeightRole.of(name, model.tensor(name).shape()) == WeightRole.LINEAR) {
        throw new PareException(
            name, "is no linear layer of a block that runs", "leave it out with ignore");
      } else {
        tables.add(name);
      }
    }
    if (layers.isEmpty()) {
      throw new PareException(
          "a budget", "has no linear layer to choose encodings for", "select some with targets");
    }
    return new BudgetWeights(model, List.copyOf(layers), List.copyOf(tables));
  }

  /** All names, in checkpoint order. */
  List<String> names() {
    List<String> names = new ArrayList<>(tables);
    layers.forEach(layer -> names.add(layer.name()));
    return model.names().stream().filter(names::contains).toList();
  }

  /** A weight in an encoding, of the size it will have. */
  WeightTensor planned(String name, BudgetChoice choice) {
    WeightTensor weight = model.tensor(name);
    return layers.stream()
        .filter(layer -> layer.name().equals(name))
        .findFirst()
        .map(layer -> choice.planned(layer, weight))
        .orElseGet(() -> choice.table(name, weight));
  }

  /** Bytes of all weights that are left as they are. */
  long otherBytes() {
    List<String> chosen = names();
    return model.names().stream()
        .filter(name -> !chosen.contains(name))
        .mapToLong(name -> model.tensor(name).byteSize())
        .sum();
  }
}
