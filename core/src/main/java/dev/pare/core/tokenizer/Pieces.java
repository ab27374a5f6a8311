package dev.pare.core.tokenizer;

/** Receives the pieces of a text, in order; none is empty. */
@FunctionalInterface
interface Pieces {
  /**
   * @param first whether {@code text[from, to)} begins the text that was given to the tokenizer
   */
  void accept(String text, int from, int to, boolean first);
}
