package dev.pare.train;

/**
 * The learning rate: rises in a line to its peak, then falls along half a cosine to its floor.
 *
 * @param steps of the whole training
 * @param warmup steps of the rise
 * @param peak the highest rate
 * @param floor where it ends, as a share of the peak
 */
record Schedule(long steps, long warmup, double peak, double floor) {
  /**
   * @param step from 1
   */
  double rate(long step) {
    if (step <= warmup) {
      return peak * step / warmup;
    }
    double done = (step - warmup) / (double) (steps - warmup);
    return peak * (floor + (1 - floor) * (1 + Math.cos(Math.PI * done)) / 2);
  }
}
