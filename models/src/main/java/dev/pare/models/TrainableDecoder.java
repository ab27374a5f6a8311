package dev.pare.models;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelLayout;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import dev.pare.models.torch.TorchValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model's forward pass as a function of its weights: what a trainer differentiates. Weights are
 * arguments, float32 by Hugging Face's names as {@link ModelLayout#all} gives them, so that they
 * may be made of others: masked, quantized, or a sum with a product of two small ones. Linears
 * compute in the compute type; residual stream, norms and softmax are float32.
 */
public final class TrainableDecoder implements AutoCloseable {
  private final ModelConfig config;
  private final ModelLayout layout;
  private final TorchModule module;
  private final TorchTensor frequencies; // [rotaryDim / 2]
  private final TorchTensor slidingFrequencies;
  private final TorchTensor computed; // of the compute type: what masks look like

  public TrainableDecoder(ModelConfig config, ComputeType computeType) {
    this.config = config;
    layout = new ModelLayout(config);
    TorchType type = computeType.torchType();
    module = Decoder.trainingSource(config, type);
    try (TorchScope scope = TorchScope.open()) {
      frequencies = Decoder.doubles(RopeFrequencies.of(config));
      slidingFrequencies =
          config.attention().localRopeTheta().isPresent()
              ? Decoder.doubles(RopeFrequencies.ofSlidingLayers(config))
              : frequencies;
      computed = Torch.empty(type, 0).keep();
    }
  }

  public ModelConfig config() {
    return config;
  }

  /**
   * Σ weight · −log p over some tokens of a batch: a scalar in the caller's scope, with what {@link
   * TorchTensor#backward} needs where that is a training scope.
   *
   * @param weights all of the layout's
   * @param batch ids below the vocabulary's size, rows no longer than the model's context
   */
  public TorchTensor loss(Map<String, TorchTensor> weights, TrainingBatch batch) {
    TrainingBatch.TorchBatch given = batch.toTorch();
    TorchTensor hidden = forward(weights, given.ids());
    TorchTensor some = module.call("select", hidden, given.places());
    String embedding = layout.embedding().name();
    TorchTensor head = weights.get(layout.head().map(ModelLayout.Weight::name).orElse(embedding));
    return module.call("loss", some, finalNorm(weights), head, given.labels(), given.weights());
  }

  /**
   * A checkpoint's weights as {@link #loss} takes them, decoded into memory of their own, in the
   * order they run; the caller closes them.
   *
   * @throws dev.pare.core.PareException if one is missing or has another shape than the config says
   */
  public static Map<String, TorchTensor> weights(Checkpoint checkpoint) {
    WeightLoader loader = new WeightLoader(checkpoint);
    Map<String, TorchTensor> weights = new LinkedHashMap<>();
    try (TorchScope scope = TorchScope.open()) {
      for (ModelLayout.Weight weight : new ModelLayout(checkpoint.config()).all()) {
        weights.put(weight.name(), loader.copy(weight.name(), TorchType.F32, shape(weight)));
      }
    } catch (Throwable t) {
      weights.values().forEach(TorchTensor::close);
      throw t;
    }
    return weights;
  }

  private static long[] shape(ModelLayout.Weight weight) {
    return weight.shape().dimensions().stream().mapToLong(Long::longValue).toArray();
  }

  /** Hidden states after the last block: ids [rows, tokens]. */
  private TorchTensor forward(Map<String, TorchTensor> weights, TorchTensor ids) {
    int tokens = (int) ids.shape()[1];
    TorchTensor positions = Torch.longs(Decoder.positions(0, tokens), 1, tokens);
    TorchTensor hidden = embed(weights, ids, positions);
    TorchTensor[] full = module.callAll("rope", positions, frequencies);
    TorchTensor[] sliding =
        slidingFrequencies == frequencies
            ? full
            : module.callAll("rope", positions, slidingFrequencies);
    TorchTensor slidingMask = slidingMask(tokens);
    for (int layer = 0; layer < config.layers(); layer++) {
      boolean slides = config.attention().slides(layer);
      TorchTensor[] turn = slides ? sliding : full;
      TorchTensor mask = slides ? slidingMask : null;
      TorchValue block = block(weights, layer);
      hidden = module.call("block", hidden, block, turn[0], turn[1], mask);
    }
    return hidden;
  }

  private TorchTensor embed(
      Map<String, TorchTensor> weights, TorchTensor ids, TorchTensor positions) {
    TorchTensor table = weights.get(layout.embedding().name());
    return layout.positions().isPresent()
        ? module.call("embed", ids, table, positions, weights.get(layout.positions().get().name()))
        : module.call("embed", ids, table);
  }

  /** The mask of layers that see a window; null where causality is all. */
  private TorchTensor slidingMask(int tokens) {
    int window = config.attention().slidingWindow().orElse(tokens);
    return window >= tokens ? null : module.call("causal_mask", tokens, window, computed);
  }

  private TorchValue block(Map<String, TorchTensor> weights, int layer) {
    Map<String, TorchTensor> block = new LinkedHashMap<>();
    String prefix = layout.blockPrefix(layer);
    layout.block().forEach(w -> block.put(w.name(), weights.get(prefix + w.name())));
    return Torch.dictionary(block);
  }

  private TorchValue finalNorm(Map<String, TorchTensor> weights) {
    Map<String, TorchTensor> parts = new LinkedHashMap<>();
    for (ModelLayout.Weight weight : layout.finalNorm()) {
      parts.put(Decoder.lastPart(weight.name()), weights.get(weight.name()));
    }
    return Torch.dictionary(parts);
  }

  @Override
  public void close() {
    module.close();
    frequencies.close();
    slidingFrequencies.close();
    computed.close();
  }
}
