package dev.pare.models.torch;

import ai.djl.pytorch.jni.TorchNatives;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A tensor of libtorch. Arithmetic is TorchScript's ({@link TorchModule}); here is what Java needs
 * besides: its memory, its shape, its gradient.
 *
 * <p>A method's result may share the memory of an argument, as a slice does. Over a mapped file
 * ({@link Torch#map}) that memory goes with the mapped tensor: close that one last.
 */
public final class TorchTensor extends TorchValue {
  // DJL's numbers for element types
  private static final int F32_ORDINAL = 0;
  private static final int I64_ORDINAL = 6;
  private static final int BOOL_ORDINAL = 7;

  /** The tensor's own handle beside the IValue's, made when it is first needed. */
  private long tensor;

  TorchTensor(long value, Object memory) {
    super(value, memory);
  }

  /** Takes over a tensor handle. */
  static TorchTensor ofHandle(long tensor, Object memory) {
    TorchTensor made = new TorchTensor(TorchNatives.valueOfTensor(tensor), memory);
    made.tensor = tensor;
    return made;
  }

  long tensor() {
    long value = value();
    if (tensor == 0) {
      tensor = TorchNatives.tensor(value);
    }
    return tensor;
  }

  public long[] shape() {
    return TorchNatives.shape(tensor());
  }

  /** The memory of a contiguous tensor of at most 2 GiB, valid until the tensor closes. */
  public ByteBuffer bytes() {
    return TorchNatives.memory(tensor());
  }

  /** A copy of a contiguous F32 tensor's elements. */
  public float[] floats() {
    return read(
        F32_ORDINAL,
        bytes -> {
          float[] values = new float[bytes.remaining() / Float.BYTES];
          bytes.asFloatBuffer().get(values);
          return values;
        });
  }

  /** A copy of a contiguous I64 tensor's elements. */
  public long[] longs() {
    return read(
        I64_ORDINAL,
        bytes -> {
          long[] values = new long[bytes.remaining() / Long.BYTES];
          bytes.asLongBuffer().get(values);
          return values;
        });
  }

  /** A copy of a contiguous BOOL tensor's elements. */
  public boolean[] booleans() {
    return read(
        BOOL_ORDINAL,
        bytes -> {
          boolean[] values = new boolean[bytes.remaining()];
          for (int i = 0; i < values.length; i++) {
            values[i] = bytes.get(i) != 0;
          }
          return values;
        });
  }

  /** Makes this a leaf whose gradient {@link #backward} computes. */
  public TorchTensor requireGradient() {
    TorchNatives.requireGradient(tensor());
    return this;
  }

  /**
   * Adds d(this)/d(leaf) to the gradient of every leaf that this scalar was computed from, inside
   * one training scope.
   */
  public void backward() {
    try (TorchTensor one = Torch.floats(new float[] {1}, shape())) {
      TorchError.guard("backward", () -> TorchNatives.backward(tensor(), one.tensor()));
    }
  }

  /** The gradient accumulated so far; it shares the leaf's own. */
  public TorchTensor gradient() {
    long gradient = TorchNatives.gradient(tensor());
    if (gradient == 0) {
      throw new IllegalStateException("no gradient: nothing computed from it ran backward");
    }
    return ofHandle(gradient, null);
  }

  @Override
  public TorchTensor keep() {
    super.keep();
    return this;
  }

  @Override
  public void close() {
    super.close();
    if (tensor != 0) {
      TorchNatives.deleteTensor(tensor);
      tensor = 0;
    }
  }

  private <T> T read(int type, Function<ByteBuffer, T> reader) {
    try {
      if (TorchNatives.type(tensor()) != type) {
        throw new IllegalStateException("another element type: " + Arrays.toString(shape()));
      }
      return reader.apply(bytes());
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
