package dev.pare.models;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import dev.pare.models.torch.TorchValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What stands behind the last block of a {@link BlockwiseDecoder}'s model: the norm, and the head
 * or the embedding in its place. The head is held in bfloat16 where it is stored so, else in
 * float32; logits are float32's either way.
 */
public final class DecoderHead implements AutoCloseable {
  private final TorchModule module;
  private final Map<String, TorchTensor> parts = new LinkedHashMap<>();
  private TorchTensor head; // [vocabulary, hidden]
  private TorchValue norm;

  /**
   * @throws dev.pare.core.PareException if a weight is missing or has another shape than the config
   *     says
   */
  DecoderHead(TorchModule module, ModelLayout layout, Checkpoint checkpoint) {
    this.module = module;
    WeightLoader loader = new WeightLoader(checkpoint);
    try (TorchScope scope = TorchScope.open()) {
      for (ModelLayout.Weight weight : layout.finalNorm()) {
        parts.put(Decoder.lastPart(weight.name()), load(loader, weight, TorchType.F32));
      }
      norm = Torch.dictionary(parts).keep();
      ModelLayout.Weight table = layout.head().orElse(layout.embedding());
      head = load(loader, table, heldAs(checkpoint, table.name()));
    } catch (Throwable t) {
      close();
      throw t;
    }
  }

  private static TorchTensor load(WeightLoader loader, ModelLayout.Weight weight, TorchType type) {
    long[] shape = weight.shape().dimensions().stream().mapToLong(Long::longValue).toArray();
    return loader.load(weight.name(), type, shape);
  }

  private static TorchType heldAs(Checkpoint checkpoint, String name) {
    boolean narrow =
        checkpoint.names().contains(name)
            && checkpoint.tensor(name) instanceof DenseTensor dense
            && dense.type() == DType.BF16;
    return narrow ? TorchType.BF16 : TorchType.F32;
  }

  /**
   * Logits of some of the tokens, [count, vocabulary], in the caller's scope.
   *
   * @param hidden the residual stream behind the last block, [rows, tokens, hidden]
   * @param first counted through all rows
   */
  public TorchTensor logits(TorchTensor hidden, int first, int count) {
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor index = Torch.longs(Decoder.positions(first, count), count);
      return scope.handOut(module.call("logits", module.call("select", hidden, index), norm, head));
    }
  }

  @Override
  public void close() {
    if (norm != null) {
      norm.close();
    }
    parts.values().forEach(TorchTensor::close);
    if (head != null) {
      head.close();
    }
  }
}
