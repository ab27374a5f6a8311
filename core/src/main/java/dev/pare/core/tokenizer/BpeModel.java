package dev.pare.core.tokenizer;

/** A byte-pair encoding: words to ids. Immutable but for its cache of words. */
final class BpeModel {
  private final TokenTable vocabulary;
  private final SymbolTable symbols;
  private final MergeTable merges;
  private final boolean ignoreMerges;
  private final boolean byteLevel;
  private final WordCache cache = new WordCache();

  /**
   * @param ignoreMerges whether a word that is a token is that token, whatever the merges say
   * @param byteLevel whether words are text whose UTF-8 is to be spelled in {@link ByteAlphabet}
   */
  BpeModel(
      TokenTable vocabulary,
      SymbolTable symbols,
      MergeTable merges,
      boolean ignoreMerges,
      boolean byteLevel) {
    this.vocabulary = vocabulary;
    this.symbols = symbols;
    this.merges = merges;
    this.ignoreMerges = ignoreMerges;
    this.byteLevel = byteLevel;
  }

  /** A place for words, whose ids go to {@code out}; for one thread. */
  Pieces into(IdList out) {
    return new Words(out);
  }

  private final class Words implements Pieces {
    private final IdList out;
    private final WordMerger merger = new WordMerger(merges);
    private final SymbolWriter writer = new SymbolWriter(symbols, merger);

    Words(IdList out) {
      this.out = out;
    }

    @Override
    public void accept(String text, int from, int to, boolean first) {
      if (!WordCache.admits(to - from)) {
        encode(text, from, to);
        return;
      }
      int[] known = cache.get(text, from, to);
      if (known == null) {
        int before = out.size();
        encode(text, from, to);
        cache.put(text.substring(from, to), out.tail(before));
      } else {
        out.addAll(known);
      }
    }

    private void encode(String text, int from, int to) {
      if (ignoreMerges) {
        int whole =
            vocabulary.id(
                byteLevel ? ByteAlphabet.spell(text, from, to) : text.substring(from, to));
        if (whole != TokenTable.NONE) {
          out.add(whole);
          return;
        }
      }
      if (byteLevel) {
        writer.writeBytes(text, from, to);
      } else {
        writer.write(text, from, to);
      }
      merger.mergeInto(out);
    }
  }
}
