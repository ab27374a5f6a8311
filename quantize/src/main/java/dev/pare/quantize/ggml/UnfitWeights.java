package dev.pare.quantize.ggml;

/** Weights that a block cannot hold. {@link GgmlEncoder} says whose. */
final class UnfitWeights extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final String what;
  final String remedy;

  private UnfitWeights(String what, String remedy) {
    super(what);
    this.what = what;
    this.remedy = remedy;
  }

  static UnfitWeights notFinite() {
    return new UnfitWeights("holds NaN or infinite weights", "take an undamaged checkpoint");
  }

  static UnfitWeights tooLarge() {
    return new UnfitWeights("holds weights too large for a float16 scale", "leave it as it is");
  }
}
