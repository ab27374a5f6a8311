package dev.pare.train;

import dev.pare.core.PareException;
import dev.pare.models.TrainableDecoder;
import dev.pare.models.TrainingBatch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One step after the other: loss, gradients, clipping, AdamW. */
final class Trainer {
  private final TrainableDecoder decoder;
  private final Parametrization parametrization;
  private final AdamW optimizer;
  private final Schedule schedule;

  Trainer(
      TrainableDecoder decoder,
      Parametrization parametrization,
      AdamW optimizer,
      Schedule schedule) {
    this.decoder = decoder;
    this.parametrization = parametrization;
    this.optimizer = optimizer;
    this.schedule = schedule;
  }

  /**
   * What a step saw.
   *
   * @param norm of its gradients before clipping
   */
  record Outcome(double loss, double norm) {}

  /**
   * Trains on batches whose weights add up to 1.
   *
   * @param number from 1
   * @throws PareException if the loss or a gradient is no finite number; nothing has changed then
   */
  Outcome step(long number, List<TrainingBatch> batches) {
    try (TorchScope scope = TorchScope.training()) {
      Map<String, TorchTensor> leaves = optimizer.leaves();
      double loss = 0;
      for (TrainingBatch batch : batches) {
        loss += gradients(leaves, batch);
      }
      requireFinite("loss", number, loss);
      Map<String, TorchTensor> gradients = new LinkedHashMap<>();
      leaves.forEach((name, leaf) -> gradients.put(name, leaf.gradient()));
      double norm = optimizer.norm(gradients);
      requireFinite("gradients' norm", number, norm);
      optimizer.step(number, schedule.rate(number), gradients, norm);
      return new Outcome(loss, norm);
    }
  }

  private double gradients(Map<String, TorchTensor> leaves, TrainingBatch batch) {
    try (TorchScope scope = TorchScope.training()) {
      TorchTensor loss = decoder.loss(parametrization.weights(leaves), batch);
      loss.backward();
      return loss.floats()[0];
    }
  }

  /** The loss of batches whose weights add up to 1. */
  double loss(List<TrainingBatch> batches) {
    double loss = 0;
    try (TorchScope scope = TorchScope.open()) {
      Map<String, TorchTensor> weights = parametrization.weights(parametrization.masters());
      for (TrainingBatch batch : batches) {
        try (TorchScope inner = TorchScope.open()) {
          loss += decoder.loss(weights, batch).floats()[0];
        }
      }
    }
    return loss;
  }

  private void requireFinite(String what, long step, double value) {
    if (!Double.isFinite(value)) {
      throw new PareException(
          "step " + step,
          "the " + what + " is " + value + " at learning rate " + schedule.rate(step),
          "set a lower rate, a longer warmup or compute: f32");
    }
  }
}
