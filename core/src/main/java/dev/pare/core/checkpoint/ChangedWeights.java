package dev.pare.core.checkpoint;

import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** What a step that looks at one weight at a time makes of a checkpoint's weights. */
public final class ChangedWeights {
  private record Change(WeightTensor after, DoubleSupplier relativeError) {}

  private final Checkpoint in;
  private final Map<String, Change> changes = new LinkedHashMap<>();

  public ChangedWeights(Checkpoint in) {
    this.in = in;
  }

  /**
   * @param relativeError Σ(w − ŵ)² / Σw², asked for when every weight has been read
   */
  public void put(String name, WeightTensor after, DoubleSupplier relativeError) {
    changes.put(name, new Change(after, relativeError));
  }

  /** The checkpoint with these weights in place of its own, and the step in its history. */
  public Checkpoint as(String kind, String method, Map<String, Object> settings) {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    changes.forEach((name, change) -> tensors.put(name, change.after()));
    return new ReencodedCheckpoint(
        in, tensors, () -> new AppliedStep(kind, method, settings, layers(), Optional.empty()));
  }

  private List<AppliedStep.Layer> layers() {
    List<AppliedStep.Layer> layers = new ArrayList<>();
    changes.forEach(
        (name, change) ->
            layers.add(
                new AppliedStep.Layer(
                    name,
                    change.after().encoding(),
                    in.tensor(name).byteSize(),
                    change.after().byteSize(),
                    change.relativeError().getAsDouble())));
    return layers;
  }
}
