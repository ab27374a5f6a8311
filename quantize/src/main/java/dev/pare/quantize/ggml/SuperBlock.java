package dev.pare.quantize.ggml;

/** The shape of a type's super-blocks, and how one is stored. */
record SuperBlock(
    int numBits, int size, int lowestScale, int highestScale, int blockBytes, Packing packing) {
  static final int WEIGHTS = 256;

  static final SuperBlock Q2 = new SuperBlock(2, 16, 0, 15, 84, SuperPacking::packQ2);
  static final SuperBlock Q3 = new SuperBlock(3, 16, -32, 31, 110, SuperPacking::packQ3);
  static final SuperBlock Q4 = new SuperBlock(4, 32, 0, 63, 144, SuperPacking::packQ4);
  static final SuperBlock Q5 = new SuperBlock(5, 32, 0, 63, 176, SuperPacking::packQ5);
  static final SuperBlock Q6 = new SuperBlock(6, 16, -128, 127, 210, SuperPacking::packQ6);

  /** Writes one super-block. */
  interface Packing {
    /**
     * @param lane of its first group
     * @param q its codes
     */
    void pack(SuperScales scales, byte[] q, int lane, byte[] out, int to);
  }

  /** How many integers about the last one are worth trying for the farthest scale. */
  float reach() {
    return highestScale < 16 ? 1 : 4;
  }

  /** The largest code. */
  int top() {
    return (1 << numBits) - 1;
  }

  /** Groups a super-block. */
  int groups() {
    return WEIGHTS / size;
  }
}
