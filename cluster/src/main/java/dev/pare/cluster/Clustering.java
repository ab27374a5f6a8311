package dev.pare.cluster;

import dev.pare.calibrate.solver.RowChunks;
import dev.pare.core.PareException;
import dev.pare.core.tensor.CodebookRows;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.LentBuffer;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.RowErrors;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * A weight as indices into codebooks that {@link ExactKMeans} finds when their rows are read; every
 * entry of the weight takes the nearest of the codebook as that is stored. Safe for many threads.
 *
 * <p>A sparse weight stays so where that is smaller, and only what its mask keeps is clustered;
 * elsewhere its zeros are values as others. What each row lost is kept as it is read; {@link
 * #relativeError} needs all of them.
 */
public final class Clustering {
  /** Weights decoded at a time: 1 MB of float32, which stays in the second-level cache. */
  private static final int CHUNK_WEIGHTS = 1 << 18;

  private static final LentBuffer<Scratch> SCRATCH = new LentBuffer<>(Scratch::new);

  private final CodebookScheme scheme;
  private final DType entryType;
  private final CodebookTensor codebooks;
  private final Optional<SparseTensor> sparse;
  private final WeightedTensor weighted;
  private final RowErrors errors;
  private final SharedCodebooks shared = new SharedCodebooks();

  /** All of them, where they were found ahead of their rows. */
  private volatile Codebook[] all = {};

  /**
   * @param name for errors
   * @param importance how much an error of each weight counts
   * @throws PareException if its rows are too long to be packed
   */
  public Clustering(
      String name, WeightTensor weight, CodebookScheme scheme, Importance importance) {
    if (weight.shape().columns() > QuantizedLayout.MAX_COLUMNS) {
      throw new PareException(
          name, "has rows of " + weight.shape().columns() + " weights", "leave it as it is");
    }
    this.scheme = scheme;
    this.entryType = entryType(weight);
    this.codebooks = new CodebookTensor(weight.shape(), scheme, entryType, this::read);
    Optional<SparseTensor> pruned =
        weight instanceof SparseTensor tensor ? Optional.of(tensor) : Optional.empty();
    this.sparse =
        pruned
            .map(tensor -> new SparseTensor(tensor.mask(), codebooks))
            .filter(tensor -> tensor.byteSize() < codebooks.byteSize());
    this.weighted = new WeightedTensor(name, weight, importance, sparse);
    this.errors = new RowErrors(weight.shape().rows());
  }

  /** Entries are stored in the type the weight had, as scales are (docs/adr/0003). */
  private static DType entryType(WeightTensor weight) {
    if (weight instanceof DenseTensor dense) {
      return dense.type();
    }
    if (weight instanceof QuantizedTensor quantized) {
      return quantized.scaleType();
    }
    if (weight instanceof SparseTensor sparse) {
      return entryType(sparse.values());
    }
    return weight instanceof CodebookTensor clustered ? clustered.entryType() : DType.F32;
  }

  /**
   * Finds all codebooks and keeps them, on as many threads as libtorch has: for a weight that is
   * read more than once.
   */
  void findAll() {
    Codebook[] found = new Codebook[scheme.codebooks(weighted.rows())];
    RowChunks.run(
        found.length,
        1,
        (index, one) -> {
          Scratch scratch = SCRATCH.take();
          found[index] = find(index, scratch);
          SCRATCH.giveBack(scratch);
        });
    all = found;
  }

  /** Those that were found, ascending. [codebooks, 2^b] */
  float[][] entries() {
    return Arrays.stream(all).map(Codebook::entries).toArray(float[][]::new);
  }

  /** The weight in its new encoding: a {@link CodebookTensor}, or a sparse one of such values. */
  public WeightTensor tensor() {
    return sparse.isPresent() ? sparse.get() : codebooks;
  }

  /** Σ(w − ŵ)² / Σw²; rows that nobody has read yet are read now. */
  public double relativeError() {
    CodebookRows rows = new CodebookRows();
    return errors.relative(row -> codebooks.readRows(row, 1, rows));
  }

  private void read(CodebookRows into) {
    Scratch scratch = SCRATCH.take();
    Codebook[] found = new Codebook[into.codebookCount()];
    for (int i = 0; i < found.length; i++) {
      found[i] = codebook(into.firstCodebook() + i, scratch);
      found[i].copyTo(into.entries(), i * scheme.entries());
    }
    int step = Math.max(1, CHUNK_WEIGHTS / into.columns());
    int count; // added up, and not whole steps, which may go past the largest int
    for (int done = 0; done < into.rowCount(); done += count) {
      count = Math.min(step, into.rowCount() - done);
      scratch.read(weighted.weight(), sparse, into.firstRow() + done, count);
      for (int row = 0; row < count; row++) {
        Codebook codebook = found[into.codebookAt(done + row) / scheme.entries()];
        assign(scratch, row, codebook, into, done + row);
      }
    }
    SCRATCH.giveBack(scratch);
  }

  private Codebook codebook(int index, Scratch scratch) {
    if (all.length > 0) {
      return all[index];
    }
    return scheme.channels() == 1
        ? find(index, scratch)
        : shared.get(index, () -> find(index, scratch));
  }

  private Codebook find(int index, Scratch scratch) {
    int firstRow = index * scheme.channels();
    int rows = Math.min(scheme.channels(), weighted.rows() - firstRow);
    return new Codebook(scratch.search.find(weighted, firstRow, rows, entryType, scheme.entries()));
  }

  private void assign(Scratch scratch, int from, Codebook codebook, CodebookRows into, int row) {
    int columns = into.columns();
    double error = 0;
    double energy = 0;
    for (int i = 0; i < columns; i++) {
      float w = scratch.weights[from * columns + i];
      int index = codebook.nearest(w);
      into.indices()[row * columns + i] = (byte) index;
      if (sparse.isEmpty() || scratch.kept.keeps(from, i)) {
        double lost = (double) w - codebook.entry(index);
        error += lost * lost;
        energy += (double) w * w;
      }
    }
    errors.note(into.firstRow() + row, error, energy);
  }

  /** One thread's buffers, grown as needed. */
  private static final class Scratch {
    private final CodebookSearch search = new CodebookSearch();
    private final SparseRows kept = new SparseRows();
    private float[] weights = {};

    void read(WeightTensor weight, Optional<SparseTensor> mask, int firstRow, int rowCount) {
      int size = Math.multiplyExact(rowCount, weight.shape().columns());
      weights = weights.length < size ? new float[size] : weights;
      weight.decodeRows(firstRow, rowCount, weights);
      mask.ifPresent(tensor -> tensor.readMask(firstRow, rowCount, kept));
    }
  }
}
