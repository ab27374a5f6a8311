package dev.pare.core.checkpoint;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.WeightTensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model with a LoRA adapter merged into it as it is read. */
final class AdaptedCheckpoint implements Checkpoint {
  private final LoraAdapter adapter;
  private final Checkpoint merged;

  /**
   * @param base and {@code adapter}: closed with this
   */
  AdaptedCheckpoint(Checkpoint base, LoraAdapter adapter) {
    this.adapter = adapter;
    Map<String, WeightTensor> weights = adapter.merged(base);
    merged = new ReencodedCheckpoint(base, weights, () -> adapter.step(weights));
  }

  @Override
  public ModelConfig config() {
    return merged.config();
  }

  @Override
  public List<AppliedStep> history() {
    return merged.history();
  }

  @Override
  public Set<String> names() {
    return merged.names();
  }

  @Override
  public WeightTensor tensor(String name) {
    return merged.tensor(name);
  }

  @Override
  public Map<String, ByteSource> companions() {
    return merged.companions();
  }

  @Override
  public void close() {
    adapter.close();
    merged.close();
  }
}
