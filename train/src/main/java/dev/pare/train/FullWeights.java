package dev.pare.train;

import dev.pare.models.torch.TorchTensor;
import java.util.Collections;
import java.util.Map;

/** Every weight is trained itself. */
final class FullWeights implements Parametrization {
  private final Map<String, TorchTensor> weights;

  /**
   * @param weights closed with this
   */
  FullWeights(Map<String, TorchTensor> weights) {
    this.weights = Collections.unmodifiableMap(weights);
  }

  @Override
  public Map<String, TorchTensor> masters() {
    return weights;
  }

  @Override
  public Map<String, TorchTensor> weights(Map<String, TorchTensor> masters) {
    return masters;
  }

  @Override
  public void close() {
    weights.values().forEach(TorchTensor::close);
  }
}
