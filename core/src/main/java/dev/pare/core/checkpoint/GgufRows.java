package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;

/** A weight's rows as the bytes of a GGUF file that mean the same. */
interface GgufRows {
  GgmlType type();

  /** Puts {@code count} rows at {@code target}'s position; safe for many threads. */
  void put(int firstRow, int count, ByteBuffer target);

  /**
   * The rows of a matrix, without encoding anything anew; a sparse one's with its zeros spelled
   * out.
   *
   * @throws PareException if no type of GGUF holds it
   */
  static GgufRows of(String name, WeightTensor tensor) {
    if (tensor instanceof DenseTensor dense) {
      return new Stored(type(dense.type()), rowBytes(tensor), dense.data());
    }
    if (tensor instanceof GgmlBlockTensor blocks) {
      return new Stored(blocks.type(), rowBytes(tensor), blocks.data());
    }
    if (tensor instanceof QuantizedTensor codes) {
      return IntegerBlocks.of(name, codes);
    }
    if (tensor instanceof SparseTensor sparse && sparse.plain().isPresent()) {
      return of(name, sparse.plain().get());
    }
    if (tensor instanceof SparseTensor sparse && sparse.values() instanceof QuantizedTensor codes) {
      return IntegerBlocks.of(name, codes); // which refuses them
    }
    throw new PareException(
        name,
        "is " + tensor.encoding() + ", and GGUF has no codebooks",
        "add --type Q8_0 or another type to encode all weights anew");
  }

  /**
   * The rows as float32, as llama.cpp needs norms, biases and learned positions.
   *
   * @param offset what is added to each weight
   * @param headDim how many elements of a vector {@link RotaryRows} orders among each other; 1
   *     where none
   */
  static GgufRows asFloats(WeightTensor tensor, float offset, int headDim) {
    return new Floats(tensor, offset, headDim);
  }

  private static long rowBytes(WeightTensor tensor) {
    return tensor.byteSize() / tensor.shape().rows();
  }

  private static GgmlType type(DType dense) {
    return switch (dense) {
      case F32 -> GgmlType.F32;
      case F16 -> GgmlType.F16;
      case BF16 -> GgmlType.BF16;
      default -> throw new IllegalArgumentException(dense + " is no weight type");
    };
  }

  /** Rows whose bytes GGUF takes as they are. */
  record Stored(GgmlType type, long rowBytes, ByteSource data) implements GgufRows {
    @Override
    public void put(int firstRow, int count, ByteBuffer target) {
      int limit = target.limit();
      target.limit(Math.toIntExact(target.position() + count * rowBytes));
      data.read(firstRow * rowBytes, target);
      target.limit(limit);
    }
  }

  /** Any weight's values. */
  record Floats(WeightTensor tensor, float offset, int headDim) implements GgufRows {
    @Override
    public GgmlType type() {
      return GgmlType.F32;
    }

    @Override
    public void put(int firstRow, int count, ByteBuffer target) {
      float[] w = new float[Math.multiplyExact(count, tensor.shape().columns())];
      tensor.decodeRows(firstRow, count, w);
      float[] stored = new float[w.length];
      for (int i = 0; i < w.length; i++) {
        int to = headDim > 1 ? Math.toIntExact(RotaryRows.storedRow(i, headDim)) : i;
        stored[to] = w[i] + offset;
      }
      FloatCodec.encode(DType.F32, stored, 0, stored.length, target);
    }
  }
}
