package dev.pare.core.checkpoint;

import static dev.pare.core.checkpoint.PartEntries.damaged;

import dev.pare.core.PareException;
import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.CodebookLayout;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import java.util.Optional;

/**
 * Finds the entries of {@link QuantizedLayout}, {@link CodebookLayout} or {@link
 * dev.pare.core.tensor.SparseLayout} that make up a weight, and refuses those that do not fit the
 * configuration or each other. Only shapes are read.
 */
final class QuantizedReader {
  private final PartEntries entries;
  private final QuantizationConfig quantization;

  QuantizedReader(SafetensorsSource source, QuantizationConfig quantization) {
    this.entries = new PartEntries(source);
    this.quantization = quantization;
  }

  /**
   * Whether an entry is a part of a weight whose codes, or whose kept values, are there.
   *
   * @throws PareException if it belongs to such a weight as nothing that is known
   */
  boolean isPart(String name) {
    if (QuantizedParts.isPart(name)) {
      requireKnown(name, QuantizedParts.weightAround(name));
      return true;
    }
    if (SparseNames.isPart(name)) {
      String compressed = SparseNames.of(SparseNames.weight(name)).compressed();
      if (!entries.has(compressed)) {
        throw damaged(name, "is there, but " + PartEntries.lastPart(compressed) + " is missing");
      }
      return true;
    }
    return false;
  }

  private void requireKnown(String name, String weight) {
    QuantizedParts parts = QuantizedParts.of(weight);
    boolean sparse = entries.has(SparseNames.of(weight).compressed());
    if (!sparse && !entries.has(parts.packed())) {
      throw damaged(name, "is there, but " + PartEntries.lastPart(parts.packed()) + " is missing");
    }
    if (!(sparse ? parts.isShared(name) : parts.has(name))) {
      throw new PareException(
          name, "is not supported", "quantize without it (as without actorder for weight_g_idx)");
    }
  }

  /** The weight that is stored packed under {@code weight}'s name. */
  WeightTensor readPacked(String weight) {
    requireAlone(weight, "packed");
    QuantizedParts parts = QuantizedParts.of(weight);
    if (entries.has(SparseNames.of(weight).compressed())) {
      throw damaged(weight, "is there both packed and sparse");
    }
    StoredScheme scheme = scheme(weight, "packed");
    if (scheme.sparsity().isPresent()) {
      throw damaged(weight, "is packed, but quantization_config says " + scheme);
    }
    Shape shape = entries.matrix(weight, parts.shape());
    return scheme.codebook().isPresent()
        ? indices(weight, shape, scheme.codebook().get(), parts)
        : codes(weight, shape, scheme.codes().orElseThrow(), parts);
  }

  /** The weight of which what is kept is stored under {@code weight}'s name. */
  WeightTensor readSparse(String weight) {
    requireAlone(weight, "sparse");
    StoredScheme scheme = scheme(weight, "sparse");
    if (scheme.sparsity().isEmpty()) {
      throw damaged(weight, "is sparse, but quantization_config says " + scheme);
    }
    return new SparseReader(entries, weight, scheme).read();
  }

  private void requireAlone(String weight, String how) {
    if (entries.has(weight)) {
      throw damaged(weight, "is there both dense and " + how);
    }
  }

  private StoredScheme scheme(String weight, String how) {
    return quantization
        .schemeOf(QuantizationConfig.module(weight))
        .orElseThrow(
            () ->
                damaged(weight, "is " + how + ", but quantization_config names no scheme for it"));
  }

  private QuantizedTensor codes(
      String weight, Shape shape, QuantizationScheme scheme, QuantizedParts parts) {
    QuantizedLayout layout = grids(entries, weight, shape, scheme);
    ByteSource packed = entries.require(weight, parts.packed(), DType.I32, layout.packedShape());
    return QuantizedTensor.stored(
        weight,
        layout,
        packed,
        scales(entries, weight, layout),
        zeroPoints(entries, weight, layout));
  }

  private CodebookTensor indices(
      String weight, Shape shape, CodebookScheme scheme, QuantizedParts parts) {
    CodebookLayout layout = codebooks(entries, weight, shape, scheme);
    ByteSource packed = entries.require(weight, parts.packed(), DType.I32, layout.packedShape());
    return CodebookTensor.stored(weight, layout, packed, codebookData(entries, weight, layout));
  }

  /** How codes are laid out whose scales are there. */
  static QuantizedLayout grids(
      PartEntries entries, String weight, Shape shape, QuantizationScheme scheme) {
    QuantizedParts parts = QuantizedParts.of(weight);
    entries.requireAbsent(parts.codebook(), scheme);
    return new QuantizedLayout(shape, scheme, entries.floatType(weight, parts.scale()));
  }

  static ByteSource scales(PartEntries entries, String weight, QuantizedLayout layout) {
    return entries.require(
        weight, QuantizedParts.of(weight).scale(), layout.scaleType(), layout.scaleShape());
  }

  static Optional<ByteSource> zeroPoints(
      PartEntries entries, String weight, QuantizedLayout layout) {
    String part = QuantizedParts.of(weight).zeroPoint();
    if (layout.scheme().symmetric()) {
      entries.requireAbsent(part, "symmetric");
      return Optional.empty();
    }
    return Optional.of(
        entries.require(weight, part, layout.zeroPointType(), layout.zeroPointShape()));
  }

  /** How indices are laid out whose codebooks are there. */
  static CodebookLayout codebooks(
      PartEntries entries, String weight, Shape shape, CodebookScheme scheme) {
    QuantizedParts parts = QuantizedParts.of(weight);
    entries.requireAbsent(parts.scale(), scheme);
    entries.requireAbsent(parts.zeroPoint(), scheme);
    return new CodebookLayout(shape, scheme, entries.floatType(weight, parts.codebook()));
  }

  static ByteSource codebookData(PartEntries entries, String weight, CodebookLayout layout) {
    return entries.require(
        weight, QuantizedParts.of(weight).codebook(), layout.entryType(), layout.codebookShape());
  }
}
