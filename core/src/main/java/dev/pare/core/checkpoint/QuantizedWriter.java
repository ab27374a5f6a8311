package dev.pare.core.checkpoint;

import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Packs a quantized weight into the entries of {@link QuantizedLayout}. */
final class QuantizedWriter implements WeightWriter {
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private record Scratch(QuantizedRows rows, WriteScratch buffers) {
    Scratch() {
      this(new QuantizedRows(), new WriteScratch());
    }
  }

  private final QuantizedTensor tensor;
  private final QuantizedLayout layout;
  private final QuantizedParts parts;
  private final GridWriter grids;

  QuantizedWriter(String name, QuantizedTensor tensor) {
    this.tensor = tensor;
    this.layout = tensor.layout();
    this.parts = QuantizedParts.of(name);
    this.grids = new GridWriter(parts, layout);
  }

  @Override
  public List<TensorEntry> entries() {
    List<TensorEntry> entries = new ArrayList<>();
    entries.add(new TensorEntry(parts.packed(), DType.I32, layout.packedShape()));
    entries.addAll(grids.entries());
    entries.add(new TensorEntry(parts.shape(), DType.I64, Shape.of(2)));
    return entries;
  }

  @Override
  public int rows() {
    return tensor.shape().rows();
  }

  @Override
  public int rowsPerChunk() {
    return WeightWriter.rowsPerChunk(tensor.shape(), GridWriter.ROW_UNIT);
  }

  @Override
  public void write(int firstRow, int count, Target target) {
    QuantizedRows rows = SCRATCH.get().rows();
    WriteScratch scratch = SCRATCH.get().buffers();
    tensor.readRows(firstRow, count, rows);
    writePacked(firstRow, rows, scratch, target);
    grids.write(firstRow, rows, scratch, target);
    if (firstRow == 0) {
      Shape shape = tensor.shape();
      target.write(parts.shape(), 0, scratch.matrix(shape.rows(), shape.columns()));
    }
  }

  private void writePacked(int firstRow, QuantizedRows rows, WriteScratch scratch, Target target) {
    int wordsPerRow = layout.packedShape().columns();
    int[] words = scratch.words(rows.rowCount() * wordsPerRow);
    rows.packCodes(layout.scheme().numBits(), words);
    long offset = (long) firstRow * wordsPerRow * Integer.BYTES;
    target.write(parts.packed(), offset, scratch.bytes(words, rows.rowCount() * wordsPerRow));
  }
}
