package dev.pare.core.checkpoint;

import static dev.pare.core.checkpoint.PartEntries.damaged;

import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.CodebookLayout;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseLayout;
import dev.pare.core.tensor.SparseParts;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.util.Optional;

/** Finds the entries of {@link SparseLayout} that make up one sparse weight. */
final class SparseReader {
  private final PartEntries entries;
  private final String weight;
  private final StoredScheme scheme;
  private final SparsityPattern pattern;
  private final SparseNames names;

  SparseReader(PartEntries entries, String weight, StoredScheme scheme) {
    this.entries = entries;
    this.weight = weight;
    this.scheme = scheme;
    this.pattern = scheme.sparsity().orElseThrow();
    this.names = SparseNames.of(weight);
  }

  SparseTensor read() {
    Shape shape = entries.matrix(weight, names.shape());
    if (!pattern.fits(shape.columns())) {
      throw damaged(names.shape(), "says " + shape + ", which " + pattern + " does not divide");
    }
    if (scheme.codes().isPresent()) {
      QuantizedLayout values = QuantizedReader.grids(entries, weight, shape, scheme.codes().get());
      return parts(shape, DType.I32, values.scheme().numBits())
          .codes(
              values,
              QuantizedReader.scales(entries, weight, values),
              QuantizedReader.zeroPoints(entries, weight, values));
    }
    if (scheme.codebook().isPresent()) {
      CodebookLayout values =
          QuantizedReader.codebooks(entries, weight, shape, scheme.codebook().get());
      return parts(shape, DType.I32, values.scheme().numBits())
          .indices(values, QuantizedReader.codebookData(entries, weight, values));
    }
    QuantizedParts shared = QuantizedParts.of(weight);
    entries.requireAbsent(shared.scale(), scheme);
    entries.requireAbsent(shared.zeroPoint(), scheme);
    entries.requireAbsent(shared.codebook(), scheme);
    return parts(shape, entries.floatType(weight, names.compressed()), 0).floats();
  }

  private SparseParts parts(Shape shape, DType type, int numBits) {
    SparseLayout layout = layout(shape, type, numBits);
    ByteSource compressed =
        entries.require(weight, names.compressed(), type, layout.compressedShape());
    entries.requireAbsent(layout.hasBitmask() ? names.pattern() : names.bitmask(), pattern);
    String stored = layout.hasBitmask() ? names.bitmask() : names.pattern();
    ByteSource mask = entries.require(weight, stored, layout.maskType(), layout.maskShape());
    return new SparseParts(weight, layout, compressed, mask, rowOffsets(layout));
  }

  /** Where weights are kept anywhere, only the entry itself tells how many they are. */
  private SparseLayout layout(Shape shape, DType type, int numBits) {
    SparseLayout empty = new SparseLayout(shape, pattern, type, numBits, 0);
    if (pattern instanceof KeptOf nm) {
      long elements = (long) shape.rows() * empty.elementsOf(nm.keptInRow(shape.columns()));
      return new SparseLayout(shape, pattern, type, numBits, elements);
    }
    TensorEntry entry = entries.entry(weight, names.compressed());
    long most = (long) shape.rows() * empty.elementsOf(shape.columns());
    if (entry.shape().rank() != 1 || entry.shape().size() > most) {
      throw damaged(
          names.compressed(), "is " + entry.type() + entry.shape() + " of a weight " + shape);
    }
    return new SparseLayout(shape, pattern, type, numBits, entry.shape().size());
  }

  private Optional<ByteSource> rowOffsets(SparseLayout layout) {
    if (!layout.hasBitmask()) {
      entries.requireAbsent(names.rowOffsets(), pattern);
      return Optional.empty();
    }
    Shape shape = Shape.of(layout.shape().rows());
    return Optional.of(entries.require(weight, names.rowOffsets(), DType.I64, shape));
  }
}
