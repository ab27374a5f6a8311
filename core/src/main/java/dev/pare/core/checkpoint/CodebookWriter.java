package dev.pare.core.checkpoint;

import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.CodebookLayout;
import dev.pare.core.tensor.CodebookRows;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.List;

/** Packs a weight of indices into the entries of {@link CodebookLayout}. */
final class CodebookWriter implements WeightWriter {
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private record Scratch(CodebookRows rows, WriteScratch buffers) {
    Scratch() {
      this(new CodebookRows(), new WriteScratch());
    }
  }

  private final CodebookTensor tensor;
  private final CodebookLayout layout;
  private final QuantizedParts parts;

  CodebookWriter(String name, CodebookTensor tensor) {
    this.tensor = tensor;
    this.layout = tensor.layout();
    this.parts = QuantizedParts.of(name);
  }

  @Override
  public List<TensorEntry> entries() {
    return List.of(
        new TensorEntry(parts.packed(), DType.I32, layout.packedShape()),
        codebookEntry(parts, layout),
        new TensorEntry(parts.shape(), DType.I64, Shape.of(2)));
  }

  /** The entry of the codebooks. */
  static TensorEntry codebookEntry(QuantizedParts parts, CodebookLayout layout) {
    return new TensorEntry(parts.codebook(), layout.entryType(), layout.codebookShape());
  }

  @Override
  public int rows() {
    return tensor.shape().rows();
  }

  @Override
  public int rowsPerChunk() {
    return rowsPerChunk(layout);
  }

  @Override
  public void prepare() {
    prepare(tensor, SCRATCH.get().rows());
  }

  /** Finds the codebook that all rows share, which may take a pass over the weight. */
  static void prepare(CodebookTensor tensor, CodebookRows rows) {
    if (tensor.scheme().codebooks(tensor.shape().rows()) == 1) {
      tensor.readRows(0, 1, rows);
    }
  }

  /** Whole groups of channels where they are small enough, so that no codebook is made twice. */
  static int rowsPerChunk(CodebookLayout layout) {
    int some = WeightWriter.rowsPerChunk(layout.shape(), 1);
    int channels = layout.scheme().channels();
    return channels < some ? some / channels * channels : some;
  }

  @Override
  public void write(int firstRow, int count, Target target) {
    CodebookRows rows = SCRATCH.get().rows();
    WriteScratch scratch = SCRATCH.get().buffers();
    tensor.readRows(firstRow, count, rows);
    int wordsPerRow = layout.packedShape().columns();
    int[] words = scratch.words(count * wordsPerRow);
    rows.packIndices(words);
    long offset = (long) firstRow * wordsPerRow * Integer.BYTES;
    target.write(parts.packed(), offset, scratch.bytes(words, count * wordsPerRow));
    writeCodebooks(parts, layout, rows, scratch, target);
    if (firstRow == 0) {
      Shape shape = tensor.shape();
      target.write(parts.shape(), 0, scratch.matrix(shape.rows(), shape.columns()));
    }
  }

  /** Writes the codebooks whose first row is among {@code rows}: each is written once. */
  static void writeCodebooks(
      QuantizedParts parts,
      CodebookLayout layout,
      CodebookRows rows,
      WriteScratch scratch,
      Target target) {
    CodebookScheme scheme = layout.scheme();
    int begun = rows.firstRow() % scheme.channels() == 0 ? 0 : 1; // with rows before these
    int count = (rows.codebookCount() - begun) * scheme.entries();
    if (count == 0) {
      return;
    }
    DType type = layout.entryType();
    ByteBuffer bytes = scratch.bytes(count * type.byteSize());
    FloatCodec.encode(type, rows.entries(), begun * scheme.entries(), count, bytes);
    long first = (long) (rows.firstCodebook() + begun) * scheme.entries();
    target.write(parts.codebook(), first * type.byteSize(), bytes.flip());
  }
}
