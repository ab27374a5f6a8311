package dev.pare.cluster;

/**
 * How far weights spread, for bins that hold any floats: of equal width in sign(w)·log(1 +
 * |w|/rms), which is narrow where most weights lie, and narrow for their size where outliers do.
 */
final class Spread {
  private double energy;
  private double largest;
  private long count;

  void widen(WeightRows rows) {
    for (int i = 0; i < rows.size(); i++) {
      double w = rows.weights()[i];
      energy += w * w;
      largest = Math.max(largest, Math.abs(w));
    }
    count += rows.size();
  }

  Bins.Order order() {
    double rms = Math.max(Math.sqrt(energy / count), Double.MIN_NORMAL);
    double middle = 0.5 * (Bins.COUNT - 1);
    double slope = middle / Math.log(1 + Math.max(largest, Float.MIN_VALUE) / rms);
    return w -> {
      double height = slope * Math.log(1 + Math.abs(w) / rms);
      return (int) Math.max(0, Math.min(Bins.COUNT - 1, middle + Math.copySign(height, w)));
    };
  }
}
