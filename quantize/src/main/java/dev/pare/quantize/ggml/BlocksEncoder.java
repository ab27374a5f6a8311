package dev.pare.quantize.ggml;

import dev.pare.core.tensor.GgmlType;
import java.util.function.Supplier;

/** Encodes whole blocks of one type. May hold scratch: for one thread. */
interface BlocksEncoder {
  /**
   * Encodes {@code count} consecutive blocks.
   *
   * @param w finite weights, the first block's at {@code from}
   * @param importance what an error in each weight costs, row by row of {@code columns}: weight
   *     {@code from + i} has {@code importance[i mod columns]}; or null, where all cost the same
   */
  void encode(float[] w, int from, int count, float[] importance, byte[] out, int to);

  static BlocksEncoder of(GgmlType type) {
    return switch (type) {
      case Q4_0 -> either(RangeRounding.q40(), SmallSearch::q40);
      case Q4_1 -> either(RangeRounding.q41(), SmallSearch::q41);
      case Q5_0 -> either(RangeRounding.q50(), SmallSearch::q50);
      case Q5_1 -> either(RangeRounding.q51(), SmallSearch::q51);
      case Q8_0 -> RangeRounding.q80();
      case Q2_K -> SuperSearch.withMinimum(SuperBlock.Q2, 5, 0.7f);
      case Q3_K -> SuperSearch.ofScale(SuperBlock.Q3, 5, 0.9f);
      case Q4_K -> SuperSearch.withMinimum(SuperBlock.Q4, 5, 0.7f);
      case Q5_K -> SuperSearch.withMinimum(SuperBlock.Q5, 5, 0.7f);
      case Q6_K -> SuperSearch.ofScale(SuperBlock.Q6, 5, 0.9f);
      case IQ4_NL -> new CodebookSearch();
      default -> throw new IllegalArgumentException(type + " has no encoder");
    };
  }

  /** One for weights of equal cost, another, made when it is needed, for those with importance. */
  private static BlocksEncoder either(BlocksEncoder plain, Supplier<BlocksEncoder> weighted) {
    BlocksEncoder[] made = {plain, null};
    return (w, from, count, importance, out, to) -> {
      if (importance != null && made[1] == null) {
        made[1] = weighted.get();
      }
      made[importance == null ? 0 : 1].encode(w, from, count, importance, out, to);
    };
  }
}
