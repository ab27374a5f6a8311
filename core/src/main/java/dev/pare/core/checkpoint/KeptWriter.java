package dev.pare.core.checkpoint;

import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.CodebookLayout;
import dev.pare.core.tensor.CodebookRows;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The values of a sparse weight on their way to disk: what is kept, and what all of them share. */
interface KeptWriter {
  /** Scales, zero points or codebooks. */
  List<TensorEntry> entries();

  int rowsPerChunk();

  /** As {@link WeightWriter#prepare}. */
  default void prepare() {}

  /** Writes what rows share; the elements of {@code compressed} that the mask keeps of them. */
  ByteBuffer write(int firstRow, SparseRows mask, WriteScratch scratch, WeightWriter.Target target);

  static KeptWriter of(QuantizedParts parts, WeightTensor values) {
    if (values instanceof QuantizedTensor codes) {
      return new Codes(codes, new GridWriter(parts, codes.layout()));
    }
    if (values instanceof CodebookTensor indices) {
      return new Indices(indices, parts);
    }
    return new Floats((DenseTensor) values);
  }

  /** Floats as they are. */
  record Floats(DenseTensor values) implements KeptWriter {
    @Override
    public List<TensorEntry> entries() {
      return List.of();
    }

    @Override
    public int rowsPerChunk() {
      return WeightWriter.rowsPerChunk(values.shape(), 1);
    }

    @Override
    public ByteBuffer write(
        int firstRow, SparseRows mask, WriteScratch scratch, WeightWriter.Target target) {
      int width = values.type().byteSize();
      int rowBytes = values.shape().columns() * width;
      int size = mask.rowCount() * rowBytes;
      ByteBuffer all = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      values.data().read((long) firstRow * rowBytes, all);
      ByteBuffer kept = scratch.bytes(size);
      mask.gather(all, width, kept);
      return kept.flip();
    }
  }

  /** Codes on the grids of their groups. */
  record Codes(QuantizedTensor values, GridWriter grids) implements KeptWriter {
    private static final ThreadLocal<QuantizedRows> ROWS =
        ThreadLocal.withInitial(QuantizedRows::new);

    @Override
    public List<TensorEntry> entries() {
      return grids.entries();
    }

    @Override
    public int rowsPerChunk() {
      return WeightWriter.rowsPerChunk(values.shape(), GridWriter.ROW_UNIT);
    }

    @Override
    public ByteBuffer write(
        int firstRow, SparseRows mask, WriteScratch scratch, WeightWriter.Target target) {
      QuantizedRows rows = ROWS.get();
      values.readRows(firstRow, mask.rowCount(), rows);
      grids.write(firstRow, rows, scratch, target);
      int numBits = values.scheme().numBits();
      int[] words = scratch.words(mask.rowCount() * QuantizedLayout.words(mask.columns(), numBits));
      return scratch.bytes(words, mask.packCodes(rows.codes(), numBits, words));
    }
  }

  /** Indices into codebooks. */
  record Indices(CodebookTensor values, QuantizedParts parts) implements KeptWriter {
    private static final ThreadLocal<CodebookRows> ROWS =
        ThreadLocal.withInitial(CodebookRows::new);

    @Override
    public List<TensorEntry> entries() {
      return List.of(CodebookWriter.codebookEntry(parts, values.layout()));
    }

    @Override
    public int rowsPerChunk() {
      return CodebookWriter.rowsPerChunk(values.layout());
    }

    @Override
    public void prepare() {
      CodebookWriter.prepare(values, ROWS.get());
    }

    @Override
    public ByteBuffer write(
        int firstRow, SparseRows mask, WriteScratch scratch, WeightWriter.Target target) {
      CodebookLayout layout = values.layout();
      CodebookRows rows = ROWS.get();
      values.readRows(firstRow, mask.rowCount(), rows);
      CodebookWriter.writeCodebooks(parts, layout, rows, scratch, target);
      int numBits = layout.scheme().numBits();
      int[] words = scratch.words(mask.rowCount() * QuantizedLayout.words(mask.columns(), numBits));
      return scratch.bytes(words, mask.packIndices(rows.indices(), numBits, words));
    }
  }
}
