package dev.pare.quantize.ggml;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.WeightTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A checkpoint whose matrices have the types of a GGUF file, each encoded when it is read. */
public final class GgufEncoding {
  private GgufEncoding() {}

  /**
   * @param types of weights by name; what is stored so already stays as it is
   * @param importance of columns by the weights' names; may lack some
   */
  public static Checkpoint of(
      Checkpoint source, Map<String, GgmlType> types, Map<String, float[]> importance) {
    Map<String, WeightTensor> encoded = new HashMap<>();
    types.forEach(
        (name, type) ->
            encoded.put(name, encoded(name, source.tensor(name), type, importance.get(name))));
    AppliedStep step = new AppliedStep("quantize", "ggml", Map.of(), List.of(), Optional.empty());
    return new ReencodedCheckpoint(source, encoded, () -> step);
  }

  private static WeightTensor encoded(
      String name, WeightTensor tensor, GgmlType type, float[] importance) {
    if (tensor instanceof GgmlBlockTensor blocks && blocks.type() == type) {
      return tensor;
    }
    Optional<DType> dense = type.dense();
    return dense.isPresent()
        ? DenseTensor.decoding(tensor, dense.get())
        : type.weight(tensor.shape(), new EncodedBlocks(name, tensor, type, importance));
  }
}
