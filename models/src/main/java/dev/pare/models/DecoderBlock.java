package dev.pare.models;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import dev.pare.models.torch.TorchValue;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One block of a {@link BlockwiseDecoder}: it runs, shows what its linear layers see, and takes
 * other weights in their place. Weights go by their whole names.
 */
public final class DecoderBlock implements AutoCloseable {
  /** Sees one of the block's inputs, [rows, tokens, width] in the compute type, before it goes. */
  @FunctionalInterface
  public interface Observer {
    void see(BlockInput input, TorchTensor x);
  }

  /**
   * Where a block stands in its model.
   *
   * @param mask null where causality is all
   */
  record Place(
      TorchModule module,
      TorchTensor cos,
      TorchTensor sin,
      TorchTensor mask,
      String prefix,
      TorchType type) {}

  private final Place place;
  private final Map<BlockInput, List<String>> linears = new EnumMap<>(BlockInput.class);
  private final Map<String, TorchTensor> weights = new LinkedHashMap<>(); // less the prefix
  private TorchValue dictionary;

  DecoderBlock(Place place, List<ModelLayout.Weight> layout, Checkpoint checkpoint) {
    this.place = place;
    WeightLoader loader = new WeightLoader(checkpoint);
    try (TorchScope scope = TorchScope.open()) {
      for (ModelLayout.Weight weight : layout) {
        long[] shape = weight.shape().dimensions().stream().mapToLong(Long::longValue).toArray();
        TorchType type = BlockwiseDecoder.heldAs(weight, place.type());
        weights.put(weight.name(), loader.load(place.prefix() + weight.name(), type, shape));
      }
      dictionary = Torch.dictionary(weights).keep();
    } catch (Throwable t) {
      close();
      throw t;
    }
    for (BlockInput input : BlockInput.values()) {
      linears.put(input, namesOf(layout, input));
    }
  }

  private List<String> namesOf(List<ModelLayout.Weight> layout, BlockInput input) {
    return layout.stream()
        .filter(weight -> weight.kind() == ModelLayout.Kind.LINEAR)
        .map(ModelLayout.Weight::name)
        .filter(name -> BlockInput.of(name) == input)
        .map(name -> place.prefix() + name)
        .toList();
  }

  /** The weights of the linear layers that see an input, in the order they run. */
  public List<String> linears(BlockInput input) {
    return linears.get(input);
  }

  /** How many features an input has. */
  public int width(BlockInput input) {
    String name = linears(input).get(0).substring(place.prefix().length());
    return (int) weights.get(name).shape()[1];
  }

  /**
   * Puts another weight in a linear layer's place.
   *
   * @param weight of the same shape
   */
  public void replace(String name, WeightTensor weight) {
    String own = name.substring(place.prefix().length());
    TorchTensor before = weights.get(own);
    try (TorchScope scope = TorchScope.open()) {
      weights.put(own, WeightLoader.load(weight, place.type(), before.shape()));
      dictionary.close();
      dictionary = Torch.dictionary(weights).keep();
    }
    before.close();
  }

  /** The residual stream after the block, in the caller's scope. */
  public TorchTensor forward(TorchTensor hidden) {
    return place.module().call("block", hidden, dictionary, place.cos(), place.sin(), place.mask());
  }

  /** Runs as far as one of the block's inputs, and shows all up to that. */
  public void observe(TorchTensor hidden, BlockInput last, Observer observer) {
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor x = place.module().call("attention_input", hidden, dictionary);
      observer.see(BlockInput.ATTENTION, x);
      if (last == BlockInput.ATTENTION) {
        return;
      }
      TorchTensor context = context(x);
      x.close();
      observer.see(BlockInput.ATTENTION_OUTPUT, context);
      if (last == BlockInput.ATTENTION_OUTPUT) {
        return;
      }
      TorchTensor between = place.module().call("attention_output", hidden, context, dictionary);
      context.close();
      TorchTensor y = place.module().call("mlp_input", between, dictionary);
      observer.see(BlockInput.MLP, y);
      if (last == BlockInput.MLP) {
        return;
      }
      observer.see(BlockInput.MLP_OUTPUT, place.module().call("gate", y, dictionary));
    }
  }

  /** What attention makes of its input. */
  private TorchTensor context(TorchTensor x) {
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor[] made = place.module().callAll("project", x, dictionary); // q, k, v
      TorchTensor q = place.module().call("rotate", made[0], place.cos(), place.sin());
      TorchTensor k = place.module().call("rotate", made[1], place.cos(), place.sin());
      return scope.handOut(place.module().call("attend", q, k, made[2], place.mask()));
    }
  }

  @Override
  public void close() {
    weights.values().forEach(TorchTensor::close);
    if (dictionary != null) {
      dictionary.close();
    }
  }
}
