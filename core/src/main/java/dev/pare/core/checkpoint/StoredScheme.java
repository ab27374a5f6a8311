package dev.pare.core.checkpoint;

import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.WeightTensor;
import java.util.Optional;

/**
 * How a weight that is not dense is stored, as one of {@code config_groups} says it.
 *
 * @param codes where its values are codes on a grid
 * @param codebook where they are indices; floats where neither is there
 * @param sparsity where only some of them are kept
 */
record StoredScheme(
    Optional<QuantizationScheme> codes,
    Optional<CodebookScheme> codebook,
    Optional<SparsityPattern> sparsity) {
  static StoredScheme of(QuantizationScheme codes) {
    return new StoredScheme(Optional.of(codes), Optional.empty(), Optional.empty());
  }

  static StoredScheme of(CodebookScheme codebook) {
    return new StoredScheme(Optional.empty(), Optional.of(codebook), Optional.empty());
  }

  /** Floats, of which some are kept. */
  static StoredScheme of(SparsityPattern sparsity) {
    return new StoredScheme(Optional.empty(), Optional.empty(), Optional.of(sparsity));
  }

  /** The same, of which some are kept. */
  StoredScheme with(SparsityPattern kept) {
    return new StoredScheme(codes, codebook, Optional.of(kept));
  }

  /** Nothing for a weight that is dense. */
  static Optional<StoredScheme> of(WeightTensor tensor) {
    if (tensor instanceof QuantizedTensor quantized) {
      return Optional.of(of(quantized.scheme()));
    }
    if (tensor instanceof CodebookTensor codebook) {
      return Optional.of(of(codebook.scheme()));
    }
    if (tensor instanceof SparseTensor sparse) {
      SparsityPattern kept = sparse.mask().pattern();
      return Optional.of(
          of(sparse.values()).map(values -> values.with(kept)).orElseGet(() -> of(kept)));
    }
    return Optional.empty();
  }

  /** What {@code config_groups} calls it. */
  String format() {
    if (sparsity.isPresent()) {
      return QuantizationConfig.SPARSE;
    }
    return codebook.isPresent() ? QuantizationConfig.CODEBOOK : QuantizationConfig.PACK_QUANTIZED;
  }

  @Override
  public String toString() {
    String values = codes.map(Object::toString).or(() -> codebook.map(Object::toString)).orElse("");
    return (values + sparsity.map(kept -> " " + kept).orElse("")).strip();
  }
}
