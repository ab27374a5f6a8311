package dev.pare.train;

import dev.pare.models.torch.TorchTensor;
import java.util.Map;

/**
 * What is trained, and how the model's weights are made of it. The weights themselves in full
 * training, small factors in LoRA; masks, scales or codebooks elsewhere.
 */
public interface Parametrization extends AutoCloseable {
  /** The tensors that the optimizer changes in place, float32, by name in a fixed order. */
  Map<String, TorchTensor> masters();

  /**
   * All of the model's weights, float32 and by their names, as a function of masters: recorded for
   * gradients where the caller's scope records.
   *
   * @param masters those of {@link #masters} or leaves that share their memory
   */
  Map<String, TorchTensor> weights(Map<String, TorchTensor> masters);

  @Override
  void close();
}
