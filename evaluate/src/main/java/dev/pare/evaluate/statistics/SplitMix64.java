package dev.pare.evaluate.statistics;

/**
 * Random numbers whose algorithm no Java release can change (G. L. Steele, D. Lea and C. H. Flood,
 * <i>Fast Splittable Pseudorandom Number Generators</i>, 2014): a seed says all.
 */
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  public SplitMix64(long seed) {
    this.state = seed;
  }

  public long next() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** From 0 to bound − 1, each as probable to within bound · 2⁻³² of its probability. */
  public int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }
}
