package dev.pare.quantize;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.CheckpointView;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model whose layers have their encodings, and embedding and head theirs: one step. */
final class BudgetedCheckpoint extends CheckpointView {
  /** Embedding or head, rounded when it is read. */
  record Table(RoundToNearest rounding, WeightTensor encoded) {
    static Table of(String name, WeightTensor weight, QuantizationScheme scheme) {
      RoundToNearest rounding = new RoundToNearest(name, weight, scheme);
      return new Table(rounding, RoundToNearest.asSparse(weight, rounding.tensor()));
    }
  }

  private final Checkpoint before;
  private final Map<String, Table> tables;
  private final AppliedStep ofLayers;

  /**
   * @param before the model as it was
   * @param made the model with its layers in their encodings
   * @param ofLayers the step as far as layers go
   */
  BudgetedCheckpoint(
      Checkpoint before, Checkpoint made, Map<String, Table> tables, AppliedStep ofLayers) {
    super(made);
    this.before = before;
    this.tables = Map.copyOf(tables);
    this.ofLayers = ofLayers;
  }

  @Override
  public WeightTensor tensor(String name) {
    Table table = tables.get(name);
    return table == null ? super.tensor(name) : table.encoded();
  }

  @Override
  public List<AppliedStep> history() {
    List<AppliedStep.Layer> layers = new ArrayList<>(ofLayers.layers());
    tables.forEach(
        (name, table) ->
            layers.add(
                new AppliedStep.Layer(
                    name,
                    table.encoded().encoding(),
                    before.tensor(name).byteSize(),
                    table.encoded().byteSize(),
                    table.rounding().relativeError())));
    List<String> order = List.copyOf(before.names());
    layers.sort(Comparator.comparingInt(layer -> order.indexOf(layer.name())));
    List<AppliedStep> history = new ArrayList<>(before.history());
    history.add(
        new AppliedStep(
            ofLayers.kind(), ofLayers.method(), ofLayers.settings(), layers, Optional.empty()));
    return history;
  }
}
