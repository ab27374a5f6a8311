package dev.pare.core.safetensors;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.tensor.WeightTensorContract;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Weights that are read from a safetensors file. */
class DenseTensorOnDiskTest extends WeightTensorContract {
  private static final List<TensorEntry> ENTRIES =
      List.of(
          new TensorEntry("a", DType.F32, Shape.of(3, 129)),
          new TensorEntry("b", DType.BF16, Shape.of(71, 1000)),
          new TensorEntry("c", DType.F16, Shape.of(5)));

  @TempDir private static Path folder;
  private SafetensorsFile file;

  @BeforeAll
  void writeAndOpen() {
    Path path = folder.resolve("model.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.create(path, ENTRIES, Map.of("m", "xyz"))) {
      for (TensorEntry entry : ENTRIES) {
        float[] values = counting(entry.shape());
        ByteBuffer bytes = ByteBuffer.allocate((int) entry.byteSize());
        FloatCodec.encode(entry.type(), values, 0, values.length, bytes);
        writer.write(entry.name(), 0, bytes.flip());
      }
      writer.finish();
    }
    file = SafetensorsFile.open(path);
  }

  @AfterAll
  void close() {
    file.close();
  }

  @Override
  protected List<DenseTensor> tensors() {
    return ENTRIES.stream()
        .map(entry -> new DenseTensor(entry.type(), entry.shape(), file.data(entry.name())))
        .toList();
  }

  @Override
  protected float[] expectedRow(WeightTensor tensor, int row) {
    int columns = tensor.shape().columns();
    return Arrays.copyOfRange(counting(tensor.shape()), row * columns, (row + 1) * columns);
  }

  /** Integers that each type holds exactly. */
  private static float[] counting(Shape shape) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 97 - 48;
    }
    return values;
  }
}
