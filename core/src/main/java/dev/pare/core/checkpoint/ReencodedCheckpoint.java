package dev.pare.core.checkpoint;

import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A checkpoint of which some weights are encoded otherwise: the view that a step returns. */
public final class ReencodedCheckpoint extends CheckpointView {
  private final Map<String, WeightTensor> reencoded;
  private final Supplier<AppliedStep> step;

  /**
   * @param reencoded the weights that change, by name
   * @param step what was done; asked for when every weight has been read
   */
  public ReencodedCheckpoint(
      Checkpoint source, Map<String, WeightTensor> reencoded, Supplier<AppliedStep> step) {
    super(source);
    this.reencoded = Map.copyOf(reencoded);
    this.step = step;
  }

  @Override
  public List<AppliedStep> history() {
    List<AppliedStep> history = new ArrayList<>(super.history());
    history.add(step.get());
    return history;
  }

  @Override
  public WeightTensor tensor(String name) {
    WeightTensor tensor = reencoded.get(name);
    return tensor == null ? super.tensor(name) : tensor;
  }
}
