package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DenseTensorTest extends WeightTensorContract {
  private static final List<Shape> SHAPES =
      List.of(
          Shape.of(),
          Shape.of(1, 1),
          Shape.of(13, 207),
          Shape.of(576, 1),
          Shape.of(7, 4098),
          Shape.of(577),
          Shape.of(2, 3, 5));

  @Override
  protected List<DenseTensor> tensors() {
    List<DenseTensor> tensors = new ArrayList<>();
    for (DType type : List.of(DType.F32, DType.F16, DType.BF16)) {
      SHAPES.forEach(shape -> tensors.add(random(type, shape)));
    }
    return tensors;
  }

  private static DenseTensor random(DType type, Shape shape) {
    Random random = new Random(shape.hashCode());
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return DenseTensor.of(type, shape, values);
  }

  @Override
  protected float[] expectedRow(WeightTensor tensor, int row) {
    DenseTensor dense = (DenseTensor) tensor;
    ByteBuffer bytes =
        ByteBuffer.allocate((int) dense.data().size()).order(ByteOrder.LITTLE_ENDIAN);
    dense.data().read(0, bytes);
    float[] values = new float[dense.shape().columns()];
    for (int i = 0; i < values.length; i++) {
      int at = row * values.length + i;
      values[i] =
          switch (dense.type()) {
            case F32 -> bytes.getFloat(4 * at);
            case F16 -> (float) SlowHalf.F16.value(bytes.getShort(2 * at) & 0xffff);
            case BF16 -> (float) SlowHalf.BF16.value(bytes.getShort(2 * at) & 0xffff);
            default -> throw new AssertionError(dense.type());
          };
    }
    return values;
  }

  @Test
  void itsSizeIsThatOfItsElements() {
    for (DenseTensor tensor : tensors()) {
      assertEquals(tensor.shape().size() * tensor.type().byteSize(), tensor.byteSize());
      assertEquals(8 * tensor.type().byteSize(), tensor.bitsPerWeight());
    }
  }

  @Test
  void aTensorWithoutWeightsDecodesToNothing() {
    for (Shape shape : List.of(Shape.of(0, 5), Shape.of(5, 0), Shape.of(0))) {
      DenseTensor empty = DenseTensor.of(DType.F16, shape, new float[0]);
      empty.decodeRows(0, shape.rows(), new float[0]);
      assertEquals(0, empty.byteSize());
      assertEquals(0, empty.bitsPerWeight());
    }
  }

  @Test
  void typesAndSizesThatCannotBeAreRefused() {
    Shape shape = Shape.of(2, 2);
    ByteSource bytes = ByteSource.of(new byte[16]);
    assertThrows(IllegalArgumentException.class, () -> new DenseTensor(DType.I32, shape, bytes));
    assertThrows(IllegalArgumentException.class, () -> new DenseTensor(DType.F16, shape, bytes));
    assertThrows(
        IllegalArgumentException.class, () -> DenseTensor.of(DType.F32, shape, new float[3]));
  }
}
