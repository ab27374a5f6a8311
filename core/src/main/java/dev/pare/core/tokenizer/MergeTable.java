package dev.pare.core.tokenizer;

/** The merges of a BPE model: which pairs of ids join, in which order, into what. */
final class MergeTable {
  static final int NONE = LongIntMap.ABSENT;

  private final LongIntMap ranks;
  private final int[] products;
  private int size;

  /** The merges that {@code source} gives, the first of them first. */
  static MergeTable of(String source, TokenTable vocabulary, PairList pairs) {
    MergeTable merges = new MergeTable(pairs.size());
    pairs.forEach(
        (chars, from, middle, to) ->
            merges.add(
                vocabulary.require(source, chars, from, middle),
                vocabulary.require(source, chars, middle, to),
                vocabulary.require(source, chars, from, to)));
    return merges;
  }

  MergeTable(int capacity) {
    ranks = new LongIntMap(capacity);
    products = new int[capacity];
  }

  /** Adds the next merge; a pair that comes again takes its later rank, as in Hugging Face's. */
  void add(int left, int right, int product) {
    ranks.put(key(left, right), size);
    products[size++] = product;
  }

  /** The place of the pair in the order of merges, the first is 0; or {@link #NONE}. */
  int rank(int left, int right) {
    return ranks.get(key(left, right));
  }

  /** The id that the merge of a rank makes. */
  int product(int rank) {
    return products[rank];
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }
}
