package dev.pare.train;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.models.ComputeType;
import dev.pare.models.TrainableDecoder;
import dev.pare.models.TrainingBatch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The gradients of a loss by a parametrization's masters, and the loss itself. */
record Gradients(double loss, Map<String, float[]> byName) {
  /**
   * @param beforeBackward what is done when the loss is there
   */
  static Gradients of(
      TrainableDecoder decoder,
      Parametrization parametrization,
      AdamW optimizer,
      List<TrainingBatch> batches,
      Runnable beforeBackward) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    double sum = 0;
    try (TorchScope scope = TorchScope.training()) {
      Map<String, TorchTensor> leaves = optimizer.leaves();
      for (TrainingBatch batch : batches) {
        TorchTensor loss = decoder.loss(parametrization.weights(leaves), batch);
        beforeBackward.run();
        loss.backward();
        sum += loss.floats()[0];
      }
      leaves.forEach((name, leaf) -> gradients.put(name, leaf.gradient().floats()));
    }
    return new Gradients(sum, gradients);
  }

  /** Those of all of a model's weights. */
  static Gradients of(Checkpoint model, ComputeType compute, List<TrainingBatch> batches) {
    try (Parametrization all = new FullWeights(TrainableDecoder.weights(model));
        TrainableDecoder decoder = new TrainableDecoder(model.config(), compute);
        AdamW optimizer = new AdamW(all.masters(), GoldenTraining.OPTIMIZER)) {
      return of(decoder, all, optimizer, batches, () -> {});
    }
  }

  /** ‖a − b‖ / ‖b‖. */
  static double distance(float[] a, float[] b) {
    double difference = 0;
    double energy = 0;
    for (int i = 0; i < b.length; i++) {
      difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      energy += (double) b[i] * b[i];
    }
    return Math.sqrt(difference / energy);
  }
}
