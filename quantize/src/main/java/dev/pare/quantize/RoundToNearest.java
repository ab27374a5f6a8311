package dev.pare.quantize;

import dev.pare.core.PareException;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.RowErrors;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;

/**
 * Round-to-nearest: every weight takes the closest point of its group's {@link Grid}, which a
 * {@link GridFit} fits. Rows are quantized when they are read, so a weight of any size passes
 * through a few rows of memory.
 *
 * <p>What each row lost is kept as it is read; {@link #relativeError} needs all of them.
 */
final class RoundToNearest implements QuantizedTensor.RowSource {
  /** Weights decoded at a time: 1 MB of float32, which stays in the second-level cache. */
  private static final int CHUNK_WEIGHTS = 1 << 18;

  /** A thread's decoded rows, but while they are decoded: steps on steps decode rows for rows. */
  private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[0]);

  private static final ThreadLocal<GroupRounding> ROUNDING =
      ThreadLocal.withInitial(GroupRounding::new);

  private final String name;
  private final WeightTensor weight;
  private final QuantizationScheme scheme;
  private final DType scaleType;
  private final GridFit fit;
  private final RowErrors errors;
  private Grid tensorGrid;

  /**
   * @param name for errors
   * @throws PareException if its rows are too long to be packed
   */
  RoundToNearest(String name, WeightTensor weight, QuantizationScheme scheme) {
    this(name, weight, scheme, GridFit.RANGE);
  }

  RoundToNearest(String name, WeightTensor weight, QuantizationScheme scheme, GridFit fit) {
    this(name, weight, scheme, scaleType(weight), fit);
  }

  /**
   * @param fit of channels and groups; the grid of a whole tensor is that of its range
   */
  RoundToNearest(
      String name, WeightTensor weight, QuantizationScheme scheme, DType scaleType, GridFit fit) {
    this.name = name;
    this.weight = weight;
    this.scheme = scheme;
    this.scaleType = scaleType;
    this.fit = fit;
    if (weight.shape().columns() > QuantizedLayout.MAX_COLUMNS) {
      throw new PareException(
          name, "has rows of " + weight.shape().columns() + " weights", "leave it as it is");
    }
    this.errors = new RowErrors(weight.shape().rows());
  }

  /** Scales are stored in the type the weight had, as compressed-tensors does. */
  static DType scaleType(WeightTensor weight) {
    if (weight instanceof DenseTensor dense) {
      return dense.type();
    }
    if (weight instanceof SparseTensor sparse) {
      return scaleType(sparse.values());
    }
    if (weight instanceof CodebookTensor codebook) {
      return codebook.entryType();
    }
    return weight instanceof QuantizedTensor quantized ? quantized.scaleType() : DType.F32;
  }

  /** A weight that was stored as the few that a mask keeps stays so where that is smaller. */
  static WeightTensor asSparse(WeightTensor before, WeightTensor made) {
    return before instanceof SparseTensor sparse
        ? SparseTensor.whereSmaller(sparse.mask(), made)
        : made;
  }

  /** The weight in its new encoding. */
  QuantizedTensor tensor() {
    return new QuantizedTensor(weight.shape(), scheme, scaleType, this);
  }

  /** Σ(w − ŵ)² / Σw²; rows that nobody has read yet are read now. */
  double relativeError() {
    QuantizedRows rows = new QuantizedRows();
    return errors.relative(row -> tensor().readRows(row, 1, rows));
  }

  @Override
  public void read(int firstRow, QuantizedRows into) {
    int columns = into.columns();
    Grid grid =
        scheme.granularity() instanceof Granularity.Tensor
            ? tensorGrid()
            : new Grid(scheme, scaleType);
    int step = Math.max(1, CHUNK_WEIGHTS / columns);
    for (int done = 0; done < into.rowCount(); done += step) {
      int count = Math.min(step, into.rowCount() - done);
      float[] w = decode(firstRow + done, count);
      for (int row = 0; row < count; row++) {
        quantizeRow(w, row * columns, grid, into, done + row, firstRow + done + row);
      }
    }
  }

  private float[] decode(int firstRow, int count) {
    int size = Math.multiplyExact(count, weight.shape().columns());
    float[] w = SCRATCH.get();
    SCRATCH.remove();
    w = w.length < size ? new float[size] : w;
    weight.decodeRows(firstRow, count, w);
    SCRATCH.set(w);
    return w;
  }

  private void quantizeRow(
      float[] w, int from, Grid grid, QuantizedRows into, int row, int weightRow) {
    int columns = into.columns();
    int groups = into.groupsPerRow();
    int groupSize = scheme.granularity().groupSize(columns);
    GroupRounding rounding = ROUNDING.get();
    rounding.reset();
    for (int group = 0; group < groups; group++) {
      int start = group * groupSize;
      int end = Math.min(start + groupSize, columns);
      if (grid != tensorGrid && !fit.fit(grid, w, from + start, from + end, weightRow, start)) {
        throw notFinite();
      }
      into.scales()[row * groups + group] = grid.scale();
      into.zeroPoints()[row * groups + group] = (byte) grid.zeroPoint();
      rounding.round(w, from + start, end - start, grid, into.codes(), row * columns + start);
    }
    errors.note(weightRow, rounding.error(), rounding.energy());
  }

  /** One grid for the whole weight: its range is found in a pass of its own, once. */
  private synchronized Grid tensorGrid() {
    if (tensorGrid == null) {
      Grid grid = new Grid(scheme, scaleType);
      int rows = weight.shape().rows();
      int step = Math.max(1, CHUNK_WEIGHTS / weight.shape().columns());
      int count;
      for (int first = 0; first < rows; first += count) {
        count = Math.min(step, rows - first);
        if (!grid.widen(decode(first, count), 0, count * weight.shape().columns())) {
          throw notFinite();
        }
      }
      grid.fit();
      tensorGrid = grid;
    }
    return tensorGrid;
  }

  private PareException notFinite() {
    return new PareException(name, "holds NaN or infinite weights", "take an undamaged checkpoint");
  }
}
