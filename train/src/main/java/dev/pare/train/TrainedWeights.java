package dev.pare.train;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.MadeRows;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.torch.TorchTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A trained weight as a checkpoint holds it, rounded as it is read. */
final class TrainedWeights extends MadeRows {
  private final FloatBuffer trained;
  private final DType type;
  private final Shape shape;

  /**
   * @param tensor float32, open as long as this is read
   */
  TrainedWeights(TorchTensor tensor, DType type) {
    this(tensor, type, Shape.of(tensor.shape()));
  }

  private TrainedWeights(TorchTensor tensor, DType type, Shape shape) {
    super(shape, shape.size() * type.byteSize());
    trained = tensor.bytes().asFloatBuffer(); // once: threads that read share it
    this.type = type;
    this.shape = shape;
  }

  WeightTensor tensor() {
    return new DenseTensor(type, shape, this);
  }

  @Override
  protected ByteBuffer make(int firstRow, int rows) {
    float[] values = new float[rows * shape.columns()];
    read(firstRow, values);
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * type.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    FloatCodec.encode(type, values, 0, values.length, bytes);
    return bytes.flip();
  }

  private void read(int firstRow, float[] values) {
    trained.get(firstRow * shape.columns(), values);
  }

  /** Σ(w − w₀)² / Σw₀²: how far the weight went from where it began; 0 if that was 0. */
  double distance(WeightTensor start) {
    double moved = 0;
    double energy = 0;
    float[] before = new float[shape.columns()];
    float[] after = new float[shape.columns()];
    for (int row = 0; row < shape.rows(); row++) {
      start.decodeRow(row, before);
      read(row, after);
      for (int i = 0; i < before.length; i++) {
        double difference = (double) after[i] - before[i];
        moved += difference * difference;
        energy += (double) before[i] * before[i];
      }
    }
    return energy == 0 ? 0 : moved / energy;
  }
}
