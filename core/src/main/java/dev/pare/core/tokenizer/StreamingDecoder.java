package dev.pare.core.tokenizer;

/**
 * Decodes ids one at a time. The texts that it returns, put together, are {@link Tokenizer#decode}
 * of all the ids. For one sequence and one thread.
 */
public interface StreamingDecoder {
  /**
   * The text that {@code id} completes: empty while its UTF-8 is incomplete.
   *
   * @throws IllegalArgumentException if the id is not in the vocabulary
   */
  String accept(int id);

  /** What is left when no more ids come; the decoder is spent then. */
  String finish();
}
