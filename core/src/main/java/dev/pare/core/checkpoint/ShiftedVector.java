package dev.pare.core.checkpoint;

import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;

/** A norm's weights with a number added to each, as float32, made when they are read. */
record ShiftedVector(WeightTensor vector, float offset) implements ByteSource {
  static DenseTensor of(WeightTensor vector, float offset) {
    return new DenseTensor(DType.F32, vector.shape(), new ShiftedVector(vector, offset));
  }

  @Override
  public long size() {
    return vector.shape().size() * Float.BYTES;
  }

  @Override
  public void read(long position, ByteBuffer target) {
    float[] w = new float[vector.shape().columns()];
    vector.decodeRow(0, w);
    for (int i = 0; i < w.length; i++) {
      w[i] += offset;
    }
    ByteBuffer bytes = ByteBuffer.allocate(w.length * Float.BYTES);
    FloatCodec.encode(DType.F32, w, 0, w.length, bytes);
    target.put(bytes.flip().slice(Math.toIntExact(position), target.remaining()));
  }
}
