package dev.pare.quantize;

import dev.pare.core.PareException;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.RowErrors;
import dev.pare.core.tensor.WeightTensor;

/**
 * HQQ (Badri and Shaji 2023, "Half-Quadratic Quantization of Large Machine Learning Models"): the
 * zero point of each group for which Σ|w − ŵ|^p, p &lt; 1, becomes small, so that many weights are
 * met well and a few outliers badly. Needs no data. Rows are quantized when they are read.
 *
 * <table>
 * <caption>Symbols, for one group</caption>
 * <tr><td>s</td><td>(max w − min w) / (2^b − 1), which stays; rounded to the type it is stored in
 * </td></tr>
 * <tr><td>z</td><td>the zero point, a float; at first −2^(b−1) − min w / s</td></tr>
 * <tr><td>q</td><td>clamp(round(w / s + z))</td></tr>
 * <tr><td>e</td><td>shrink(w − (q − z)·s), shrink(x) = sign(x)·max(0, |x| − |x|^(p−1) / β)
 * </td></tr>
 * </table>
 *
 * Each step sets z to the mean of q − (w − e) / s, rounded to the type it is stored in, and β to
 * 1.01 β. The authors' program stops when the mean |w − ŵ| of a whole matrix grows, and takes the
 * step after; here every group stops by itself, and keeps the z that lost least, so that none ends
 * worse than it began. A group whose weights differ by less than 1/128 of the largest has its range
 * widened to 0, for a float16 z could not say where they are.
 */
final class HalfQuadratic implements QuantizedTensor.RowSource {
  /** Weights decoded at a time. */
  private static final int CHUNK_WEIGHTS = 1 << 18;

  private static final double GROWTH = 1.01;
  private static final double NARROW = 1.0 / 128;

  private final String name;
  private final WeightTensor weight;
  private final QuantizationScheme scheme;
  private final DType scaleType;
  private final DType zeroType;
  private final HqqSettings settings;
  private final RowErrors errors;

  /**
   * @param name for errors
   * @param scheme of channels or groups, its zero points floats
   * @throws PareException if its rows are too long to be packed
   */
  HalfQuadratic(String name, WeightTensor weight, QuantizationScheme scheme, HqqSettings settings) {
    this.name = name;
    this.weight = weight;
    this.scheme = scheme;
    this.scaleType = RoundToNearest.scaleType(weight);
    this.settings = settings;
    if (weight.shape().columns() > QuantizedLayout.MAX_COLUMNS) {
      throw new PareException(
          name, "has rows of " + weight.shape().columns() + " weights", "leave it as it is");
    }
    this.zeroType = tensor().layout().zeroPointType();
    this.errors = new RowErrors(weight.shape().rows());
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
    int step = Math.max(1, CHUNK_WEIGHTS / columns);
    for (int done = 0; done < into.rowCount(); done += step) {
      int count = Math.min(step, into.rowCount() - done);
      float[] w = new float[Math.multiplyExact(count, columns)];
      weight.decodeRows(firstRow + done, count, w);
      for (int row = 0; row < count; row++) {
        quantizeRow(w, row * columns, into, done + row, firstRow + done + row);
      }
    }
  }

  private void quantizeRow(float[] w, int from, QuantizedRows into, int row, int weightRow) {
    int columns = into.columns();
    int groupSize = scheme.granularity().groupSize(columns);
    double error = 0;
    double energy = 0;
    for (int group = 0; group < into.groupsPerRow(); group++) {
      int start = group * groupSize;
      int end = Math.min(start + groupSize, columns);
      Group fitted = new Group(w, from + start, from + end);
      fitted.improve();
      into.scales()[row * into.groupsPerRow() + group] = fitted.scale;
      into.floatZeroPoints()[row * into.groupsPerRow() + group] = fitted.zeroPoint;
      for (int i = start; i < end; i++) {
        int q = fitted.code(w[from + i]);
        into.codes()[row * columns + i] = (byte) q;
        double lost = w[from + i] - ((double) q - fitted.zeroPoint) * fitted.scale;
        error += lost * lost;
        energy += (double) w[from + i] * w[from + i];
      }
    }
    errors.note(weightRow, error, energy);
  }

  /** The weights {@code w[from … to − 1]} and their grid. */
  private final class Group {
    private final float[] w;
    private final int from;
    private final int to;
    float scale;
    float zeroPoint;

    /** The grid of their range. */
    Group(float[] w, int from, int to) {
      this.w = w;
      this.from = from;
      this.to = to;
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        if (!Float.isFinite(w[i])) {
          throw new PareException(
              name, "holds NaN or infinite weights", "take an undamaged checkpoint");
        }
        low = Math.min(low, w[i]);
        high = Math.max(high, w[i]);
      }
      if (high - low <= NARROW * Math.max(Math.abs(low), Math.abs(high))) {
        low = Math.min(low, 0);
        high = Math.max(high, 0);
      }
      double exact = (high - low) / (scheme.maxCode() - scheme.minCode());
      scale = FloatCodec.round(scaleType, (float) exact);
      scale = scale == 0 ? 1 : scale;
      zeroPoint = stored(scheme.minCode() - low / scale);
    }

    private float stored(double z) {
      return FloatCodec.round(zeroType, (float) z);
    }

    int code(float weight) {
      double q = Math.rint(weight / (double) scale + zeroPoint);
      return (int) Math.max(scheme.minCode(), Math.min(scheme.maxCode(), q));
    }

    /** Moves the zero point to where the weights lose least. */
    void improve() {
      double beta = settings.beta();
      double least = Double.POSITIVE_INFINITY;
      float best = zeroPoint;
      for (int step = 0; step <= settings.iterations(); step++) {
        double kept = Math.pow(beta, -1 / (2 - settings.norm())); // shrunk to 0 up to here
        double lost = 0;
        double sum = 0;
        for (int i = from; i < to; i++) {
          int q = code(w[i]);
          double x = w[i] - ((double) q - zeroPoint) * scale;
          lost += Math.abs(x);
          sum += q - (w[i] - (Math.abs(x) <= kept ? 0 : shrink(x, beta))) / scale;
        }
        if (!(lost < least)) {
          break;
        }
        least = lost;
        best = zeroPoint;
        zeroPoint = stored(sum / (to - from));
        beta *= GROWTH;
      }
      zeroPoint = best;
    }

    private double shrink(double x, double beta) {
      double magnitude = Math.abs(x);
      return Math.copySign(
          Math.max(0, magnitude - Math.pow(magnitude, settings.norm() - 1) / beta), x);
    }
  }
}
