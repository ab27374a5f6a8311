package dev.pare.cluster;

import dev.pare.core.PareException;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.function.Consumer;

/**
 * Finds the codebook of some rows of a weight: exact k-means of their distinct values, its centres
 * rounded to the type that stores them. Rows of many weights pass through {@link Bins}, a few at a
 * time. For one thread.
 */
final class CodebookSearch {
  /** Weights read at a time: 1 MB of float32. */
  private static final int CHUNK_WEIGHTS = 1 << 18;

  private final WeightRows rows = new WeightRows();
  private final DistinctValues distinct = new DistinctValues();
  private final ExactKMeans kMeans = new ExactKMeans();

  /**
   * The entries, ascending: where no weight counts, as if all did, and 0 where a mask keeps none.
   *
   * @param entryType F32, F16 or BF16
   * @param count how many entries
   * @throws PareException if a weight is no number, or an entry beyond the range of its type
   */
  float[] find(WeightedTensor tensor, int firstRow, int rowCount, DType entryType, int count) {
    gather(tensor, firstRow, rowCount);
    if (distinct.count() == 0) {
      gather(tensor.even(), firstRow, rowCount);
    }
    float[] entries = new float[count];
    if (distinct.count() > 0) {
      double[] centres = kMeans.centres(distinct, count);
      for (int i = 0; i < count; i++) {
        entries[i] = FloatCodec.round(entryType, (float) centres[i]);
        if (!Float.isFinite(entries[i])) {
          throw new PareException(
              tensor.name(),
              "holds weights beyond the range of " + entryType + ", its codebooks' type",
              "begin the recipe with quantize: cast, type: f32");
        }
      }
    }
    return entries;
  }

  private void gather(WeightedTensor tensor, int firstRow, int rowCount) {
    long size = (long) rowCount * tensor.columns();
    if (size <= ExactKMeans.MAX_VALUES) {
      tensor.read(firstRow, rowCount, rows);
      distinct.sort(rows);
      return;
    }
    Bins bins = new Bins(order(tensor, firstRow, rowCount));
    read(tensor, firstRow, rowCount, bins::add);
    distinct.take(bins);
  }

  private Bins.Order order(WeightedTensor tensor, int firstRow, int rowCount) {
    WeightTensor stored =
        tensor.weight() instanceof SparseTensor sparse ? sparse.values() : tensor.weight();
    if (stored instanceof DenseTensor dense && dense.type() != DType.F32) {
      return Bins.values(dense.type());
    }
    Spread spread = new Spread();
    read(tensor, firstRow, rowCount, spread::widen);
    return spread.order();
  }

  private void read(
      WeightedTensor tensor, int firstRow, int rowCount, Consumer<WeightRows> reader) {
    int step = Math.max(1, CHUNK_WEIGHTS / tensor.columns());
    int count; // added up, and not whole steps, which may go past the largest int
    for (int done = 0; done < rowCount; done += count) {
      count = Math.min(step, rowCount - done);
      tensor.read(firstRow + done, count, rows);
      reader.accept(rows);
    }
  }
}
