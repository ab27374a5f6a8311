package dev.pare.core.tensor;

/** The meaning of one ggml block. */
@FunctionalInterface
interface BlockDecoder {
  /** Decodes the block at {@code in[at …]} to {@code w[to …]}. */
  void decode(byte[] in, int at, float[] w, int to);

  static BlockDecoder of(GgmlType type) {
    return switch (type) {
      case Q4_0 -> SmallBlocks::decodeQ40;
      case Q4_1 -> SmallBlocks::decodeQ41;
      case Q5_0 -> SmallBlocks::decodeQ50;
      case Q5_1 -> SmallBlocks::decodeQ51;
      case Q8_0 -> SmallBlocks::decodeQ80;
      case IQ4_NL -> SmallBlocks::decodeIq4Nl;
      case Q2_K -> SuperBlocks::decodeQ2;
      case Q3_K -> SuperBlocks::decodeQ3;
      case Q4_K -> SuperBlocks::decodeQ4;
      case Q5_K -> SuperBlocks::decodeQ5;
      case Q6_K -> SuperBlocks::decodeQ6;
      case F32, F16, BF16 -> throw new IllegalArgumentException(type + " has no blocks");
    };
  }

  /** The little-endian float16 at {@code in[at]}. */
  static float half(byte[] in, int at) {
    return FloatCodec.f16ToFloat((short) ((in[at] & 0xff) | (in[at + 1] << 8)));
  }
}
