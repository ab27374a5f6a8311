package dev.pare.core.checkpoint;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.WeightTensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model, dense or compressed: on disk, or a step's view of another checkpoint that encodes a
 * weight when it is read. Only headers are held; one tensor is read at a time, by position. Safe
 * for many threads.
 */
public interface Checkpoint extends AutoCloseable {
  ModelConfig config();

  /** The compression steps that made it, first to last; empty for a model as it was published. */
  List<AppliedStep> history();

  /**
   * The weights' names as Hugging Face spells them ({@code model.layers.0.mlp.up_proj.weight}), in
   * stored order.
   */
  Set<String> names();

  /**
   * @throws dev.pare.core.PareException if there is no weight of that name
   */
  WeightTensor tensor(String name);

  /**
   * Files that belong to the model but hold no weights, by name: tokenizer, licence, card,
   * generation config.
   */
  Map<String, ByteSource> companions();

  @Override
  void close();
}
