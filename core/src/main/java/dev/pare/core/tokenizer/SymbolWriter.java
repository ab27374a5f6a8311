package dev.pare.core.tokenizer;

/** Spells one word after the other in symbols: each character's id, its bytes', or the unknown. */
final class SymbolWriter {
  private final SymbolTable symbols;
  private final WordMerger word;
  private boolean unknownPending;

  SymbolWriter(SymbolTable symbols, WordMerger word) {
    this.symbols = symbols;
    this.word = word;
  }

  void write(String text, int from, int to) {
    for (int i = from; i < to; ) {
      int codePoint = text.codePointAt(i);
      write(codePoint);
      i += Character.charCount(codePoint);
    }
    flushUnknown();
  }

  /** Writes the word's UTF-8 as GPT-2 spells bytes. */
  void writeBytes(String text, int from, int to) {
    Utf8.encode(text, from, to, b -> write(ByteAlphabet.charOf(b)));
    flushUnknown();
  }

  private void write(int codePoint) {
    int id = symbols.id(codePoint);
    if (id != SymbolTable.NONE) {
      flushUnknown();
      word.add(id);
    } else if (symbols.hasBytes(codePoint)) {
      // A pending unknown token comes after these bytes: Hugging Face's order, kept.
      Utf8.encode(codePoint, b -> word.add(symbols.byteId(b)));
    } else if (symbols.unknown() != SymbolTable.NONE) {
      if (!symbols.fuseUnknown()) {
        flushUnknown();
      }
      unknownPending = true;
    }
  }

  private void flushUnknown() {
    if (unknownPending) {
      word.add(symbols.unknown());
      unknownPending = false;
    }
  }
}
