package dev.pare.core.checkpoint;

import dev.pare.core.tensor.WeightTensor;
import java.util.Map;

/** A model with a LoRA adapter merged into it as it is read. */
final class AdaptedCheckpoint extends CheckpointView {
  private final LoraAdapter adapter;

  /**
   * @param base and {@code adapter}: closed with this
   */
  AdaptedCheckpoint(Checkpoint base, LoraAdapter adapter) {
    super(merged(base, adapter));
    this.adapter = adapter;
  }

  private static Checkpoint merged(Checkpoint base, LoraAdapter adapter) {
    Map<String, WeightTensor> weights = adapter.merged(base);
    return new ReencodedCheckpoint(base, weights, () -> adapter.step(weights));
  }

  @Override
  public void close() {
    adapter.close();
    super.close();
  }
}
