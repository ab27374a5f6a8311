package dev.pare.evaluate.divergence;

/**
 * KL(p ‖ q) = Σ pᵥ·(log pᵥ − log qᵥ), in nats, of a baseline's distribution p that {@link KeptRow}
 * holds in part, and a model's q that is there whole. With K the kept tokens, T the rest, P and Q
 * the mass of T under either:
 *
 * <pre>{@code
 * least = Σ over K pᵥ·(log pᵥ − log qᵥ) + P·log(P/Q)                what T is as one token
 * KL    = least + P·Σ over T pᵥ/P·(rᵥ − 1 − log rᵥ),                rᵥ = (qᵥ/Q)/(pᵥ/P)
 * value = least + P·mean over the drawn tokens of (rᵥ − 1 − log rᵥ)
 * most  = least + P·(log(max p/min q) − log(P/Q))                   max and min over T
 * }</pre>
 *
 * <p>Merging tokens never adds divergence (the data processing inequality), and no token of T has
 * more than the least kept one: least ≤ KL ≤ most. Tokens are drawn with chances pᵥ/P, where the
 * mean of rᵥ is 1, so value is KL on average; rᵥ − 1 keeps its spread small where q is near p, and
 * no draw takes it below least. {@code most} is far off where some token is all but impossible to
 * the model; value is the figure to read.
 *
 * @param value an unbiased estimate; exact where the baseline's tail is empty
 * @param sameTop whether both find the same token most probable, the lowest id among equals
 */
public record RowDivergence(double value, double least, double most, boolean sameTop) {
  /**
   * @param q the model's log-probabilities [vocabulary]
   */
  public static RowDivergence of(KeptRow p, float[] q) {
    double kept = 0;
    for (int i = 0; i < p.ids.length; i++) {
      double log = p.logProbabilities[i];
      kept += Math.exp(log) * (log - q[p.ids[i]]);
    }
    Tail tail = Tail.of(p, q);
    boolean sameTop = p.ids.length > 0 && p.ids[p.top] == tail.top();
    boolean excluded = kept == Double.POSITIVE_INFINITY || tail.mass() == 0;
    if (p.tail == 0 || excluded) {
      double all = p.tail == 0 ? Math.max(0, kept) : Double.POSITIVE_INFINITY;
      return new RowDivergence(all, all, all, sameTop);
    }
    double ratio = Math.log(p.tail) - Math.log(tail.mass());
    double least = Math.max(0, kept + p.tail * ratio); // but for rounding never below
    double room = Math.max(0, p.mostOfTail() - tail.least() - ratio);
    return new RowDivergence(
        least + p.tail * within(p, q, ratio), least, least + p.tail * room, sameTop);
  }

  private static double within(KeptRow p, float[] q, double ratio) {
    double sum = 0;
    for (int i = 0; i < p.drawn.length; i++) {
      double log = q[p.drawn[i]] - p.drawnLogProbabilities[i] + ratio;
      sum += Math.expm1(log) - log;
    }
    return p.drawn.length == 0 ? 0 : sum / p.drawn.length;
  }

  /**
   * What the model gives the tokens that were not kept.
   *
   * @param mass their probability
   * @param least the least log-probability among them
   * @param top the most probable token of all
   */
  private record Tail(double mass, double least, int top) {
    static Tail of(KeptRow p, float[] q) {
      double mass = 0;
      float least = 0;
      int top = 0;
      int next = 0;
      for (int v = 0; v < q.length; v++) {
        top = q[v] > q[top] ? v : top;
        if (next < p.ids.length && p.ids[next] == v) {
          next++;
        } else {
          mass += Math.exp(q[v]);
          least = Math.min(least, q[v]);
        }
      }
      return new Tail(mass, least, top);
    }
  }
}
