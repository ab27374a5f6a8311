package dev.pare.core.checkpoint;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.WeightTensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A checkpoint that is another one but for what a subclass says otherwise. */
public abstract class CheckpointView implements Checkpoint {
  private final Checkpoint source;

  /**
   * @param source closed with this
   */
  protected CheckpointView(Checkpoint source) {
    this.source = source;
  }

  @Override
  public ModelConfig config() {
    return source.config();
  }

  @Override
  public List<AppliedStep> history() {
    return source.history();
  }

  @Override
  public Set<String> names() {
    return source.names();
  }

  @Override
  public WeightTensor tensor(String name) {
    return source.tensor(name);
  }

  @Override
  public Map<String, ByteSource> companions() {
    return source.companions();
  }

  @Override
  public void close() {
    source.close();
  }
}
