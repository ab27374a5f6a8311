package dev.pare.quantize.ggml;

/** The scales and minima of the super-blocks that {@link Lanes} hold: d·s and dmin·m. */
final class SuperScales {
  /** Of each super-block, at its first lane; representable in float16. */
  final float[] d = new float[Lanes.COUNT];

  /** Likewise. */
  final float[] dmin = new float[Lanes.COUNT];

  /** Of each lane, integers. */
  final float[] s = new float[Lanes.COUNT];

  /** Likewise. */
  final float[] m = new float[Lanes.COUNT];

  /** Σc(w − ŵ)² of each super-block, at its first lane. */
  final double[] error = new double[Lanes.COUNT];

  /** Takes over one super-block of {@code from}. */
  void copy(SuperScales from, int first, int groups) {
    d[first] = from.d[first];
    dmin[first] = from.dmin[first];
    error[first] = from.error[first];
    System.arraycopy(from.s, first, s, first, groups);
    System.arraycopy(from.m, first, m, first, groups);
  }
}
