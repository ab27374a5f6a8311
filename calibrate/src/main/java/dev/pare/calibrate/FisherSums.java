package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.models.ComputeType;
import dev.pare.models.TrainableDecoder;
import dev.pare.models.TrainingBatch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Means over sequences of (∂ℓ/∂w)² for some of a model's weights, ℓ being the mean of −log p over a
 * sequence's tokens but the first. All of the model is in memory, as float32, and for each of those
 * weights its gradient and its mean.
 */
final class FisherSums implements AutoCloseable {
  private final TrainableDecoder decoder;
  private final Map<String, TorchTensor> weights;
  private final Map<String, TorchTensor> sums = new LinkedHashMap<>();
  private final int sequences;

  /**
   * @param wanted names of weights that the model computes with
   * @param sequences how many will be added
   */
  FisherSums(Checkpoint model, List<String> wanted, ComputeType compute, int sequences) {
    this.sequences = sequences;
    decoder = new TrainableDecoder(model.config(), compute);
    try {
      weights = TrainableDecoder.weights(model);
    } catch (RuntimeException e) {
      decoder.close();
      throw e;
    }
    try (TorchScope scope = TorchScope.open()) {
      for (String name : wanted) {
        sums.put(name, Source.MODULE.call("zeros", weights.get(name)).keep());
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * @throws PareException if the loss is no number
   */
  void add(int[] ids) {
    try (TorchScope scope = TorchScope.training()) {
      Map<String, TorchTensor> given = new LinkedHashMap<>(weights);
      Map<String, TorchTensor> leaves = new LinkedHashMap<>();
      for (String name : sums.keySet()) {
        TorchTensor leaf = Source.MODULE.call("leaf", weights.get(name)).requireGradient();
        given.put(name, leaf);
        leaves.put(name, leaf);
      }
      TorchTensor loss = decoder.loss(given, batch(ids));
      if (!Float.isFinite(loss.floats()[0])) {
        throw new PareException(
            "calibration",
            "the loss of a sequence is " + loss.floats()[0],
            "take an undamaged model, or compute: f32");
      }
      loss.backward();
      addSquares(leaves);
    }
  }

  private void addSquares(Map<String, TorchTensor> leaves) {
    try (TorchScope scope = TorchScope.open()) {
      leaves.forEach(
          (name, leaf) ->
              Source.MODULE.callVoid("add", sums.get(name), leaf.gradient(), 1.0 / sequences));
    }
  }

  /** Each token but the first is predicted, all count alike. */
  private static TrainingBatch batch(int[] ids) {
    int predicted = ids.length - 1;
    float[] shares = new float[predicted];
    Arrays.fill(shares, 1f / predicted);
    return new TrainingBatch(
        1,
        ids.length,
        Arrays.stream(ids).asLongStream().toArray(),
        LongStream.range(0, predicted).toArray(),
        Arrays.stream(ids, 1, ids.length).asLongStream().toArray(),
        shares);
  }

  /** The mean so far of one weight's, float32, of its shape. */
  TorchTensor of(String weight) {
    return sums.get(weight);
  }

  @Override
  public void close() {
    sums.values().forEach(TorchTensor::close);
    weights.values().forEach(TorchTensor::close);
    decoder.close();
  }

  /** Compiled when it is first needed. */
  private static final class Source {
    static final TorchModule MODULE = TorchModule.load(FisherSums.class, "fisher.ts.py");
  }
}
