package dev.pare.models;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A checkpoint's weights as tensors: mapped where the file holds them as they are needed, else
 * decoded some rows at a time into the tensor's own memory.
 */
final class WeightLoader {
  private static final int CHUNK_ELEMENTS = 1 << 20;

  private final Checkpoint checkpoint;

  WeightLoader(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * The weight; the caller closes it.
   *
   * @throws PareException if it is missing or has another shape
   */
  TorchTensor load(String name, TorchType type, long... shape) {
    return load(require(name, shape), type, shape);
  }

  /** The same of a weight that is at hand, of this shape. */
  static TorchTensor load(WeightTensor weight, TorchType type, long... shape) {
    if (weight instanceof DenseTensor dense && dense.type() == type.fileType()) {
      Optional<TorchTensor> mapped = map(dense, type, shape);
      if (mapped.isPresent()) {
        return mapped.get();
      }
    }
    return decode(weight, type, shape);
  }

  /** The same in memory of its own, which may be written to. */
  TorchTensor copy(String name, TorchType type, long... shape) {
    return decode(require(name, shape), type, shape);
  }

  /**
   * The weight as it is stored.
   *
   * @throws PareException if it is missing or has another shape
   */
  WeightTensor require(String name, long... shape) {
    if (!checkpoint.names().contains(name)) {
      throw new PareException(name, "is missing", "take a complete checkpoint");
    }
    WeightTensor weight = checkpoint.tensor(name);
    Shape expected = Shape.of(shape);
    if (!weight.shape().equals(expected)) {
      throw new PareException(
          name,
          "has shape " + weight.shape() + " where config.json makes it " + expected,
          "take weights and config.json from the same model");
    }
    return weight;
  }

  /** Nothing if one map cannot hold it, or if the file has it at an address no float may have. */
  private static Optional<TorchTensor> map(DenseTensor dense, TorchType type, long[] shape) {
    if (dense.byteSize() > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    ByteBuffer bytes = dense.data().map(0, (int) dense.byteSize());
    if (!bytes.isDirect() || bytes.alignmentOffset(0, type.byteSize()) != 0) {
      return Optional.empty();
    }
    return Optional.of(Torch.map(bytes, type, shape).keep());
  }

  private static TorchTensor decode(WeightTensor weight, TorchType type, long[] shape) {
    TorchTensor tensor = Torch.empty(type, shape).keep();
    int rows = weight.shape().rows();
    int columns = weight.shape().columns();
    int step = Math.max(1, CHUNK_ELEMENTS / columns);
    float[] chunk = new float[Math.min(rows, step) * columns];
    DType fileType = type.fileType();
    for (int first = 0; first < rows; first += step) {
      int count = Math.min(step, rows - first);
      weight.decodeRows(first, count, chunk);
      try (TorchScope scope = TorchScope.open()) {
        TorchTensor part = shape.length == 1 ? tensor : Torch.rows(tensor, first, count);
        FloatCodec.encode(fileType, chunk, 0, count * columns, part.bytes());
      }
    }
    return tensor;
  }
}
