package dev.pare.core.checkpoint;

import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseLayout;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Packs a sparse weight into the entries of {@link SparseLayout} and those its values share. */
final class SparseWriter implements WeightWriter {
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private record Scratch(SparseRows mask, WriteScratch buffers) {
    Scratch() {
      this(new SparseRows(), new WriteScratch());
    }
  }

  private final SparseTensor tensor;
  private final SparseLayout layout;
  private final SparseNames names;
  private final KeptWriter values;

  SparseWriter(String name, SparseTensor tensor) {
    this.tensor = tensor;
    this.layout = tensor.layout();
    this.names = SparseNames.of(name);
    this.values = KeptWriter.of(QuantizedParts.of(name), tensor.values());
  }

  @Override
  public List<TensorEntry> entries() {
    List<TensorEntry> entries = new ArrayList<>();
    entries.add(
        new TensorEntry(names.compressed(), layout.elementType(), layout.compressedShape()));
    entries.add(new TensorEntry(mask(), layout.maskType(), layout.maskShape()));
    if (layout.hasBitmask()) {
      entries.add(new TensorEntry(names.rowOffsets(), DType.I64, Shape.of(rows())));
    }
    entries.addAll(values.entries());
    entries.add(new TensorEntry(names.shape(), DType.I64, Shape.of(2)));
    return entries;
  }

  private String mask() {
    return layout.hasBitmask() ? names.bitmask() : names.pattern();
  }

  @Override
  public int rows() {
    return tensor.shape().rows();
  }

  @Override
  public int rowsPerChunk() {
    return values.rowsPerChunk();
  }

  /** Counts what each row keeps, which may take passes over the weight, and prepares its values. */
  @Override
  public void prepare() {
    tensor.rowOffset(0);
    values.prepare();
  }

  @Override
  public void write(int firstRow, int count, Target target) {
    SparseRows mask = SCRATCH.get().mask();
    WriteScratch scratch = SCRATCH.get().buffers();
    tensor.readMask(firstRow, count, mask);
    if (layout.hasBitmask()) {
      writeBitmask(firstRow, mask, scratch, target);
    } else {
      writePatterns(firstRow, mask, scratch, target);
    }
    ByteBuffer elements = values.write(firstRow, mask, scratch, target);
    int width = layout.elementType().byteSize();
    target.write(names.compressed(), tensor.rowOffset(firstRow) * width, elements);
    if (firstRow == 0) {
      Shape shape = tensor.shape();
      target.write(names.shape(), 0, scratch.matrix(shape.rows(), shape.columns()));
    }
  }

  private void writeBitmask(int firstRow, SparseRows mask, WriteScratch scratch, Target target) {
    int rowBytes = layout.maskShape().columns();
    int length = mask.rowCount() * rowBytes;
    target.write(
        mask(),
        (long) firstRow * rowBytes,
        scratch.bytes(length).put(mask.bits(), 0, length).flip());
    ByteBuffer offsets = scratch.bytes(mask.rowCount() * Long.BYTES);
    for (int row = 0; row < mask.rowCount(); row++) {
      offsets.putLong(tensor.rowOffset(firstRow + row));
    }
    target.write(names.rowOffsets(), (long) firstRow * Long.BYTES, offsets.flip());
  }

  private void writePatterns(int firstRow, SparseRows mask, WriteScratch scratch, Target target) {
    int wordsPerRow = layout.maskShape().columns();
    int count = mask.rowCount() * wordsPerRow;
    int[] words = scratch.words(count);
    mask.packPatterns((KeptOf) layout.pattern(), words);
    target.write(
        mask(), (long) firstRow * wordsPerRow * Integer.BYTES, scratch.bytes(words, count));
  }
}
