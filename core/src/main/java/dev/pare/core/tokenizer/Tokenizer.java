package dev.pare.core.tokenizer;

import java.util.OptionalInt;

/** Text to token ids and back. Immutable and safe for many threads. */
public interface Tokenizer {
  /**
   * The ids of {@code text}; added tokens written in the text are recognised as themselves.
   *
   * @param addSpecialTokens whether the post-processor may add its start and end tokens
   */
  int[] encode(String text, boolean addSpecialTokens);

  /** The ids of {@code text} with the special tokens that the model expects around it. */
  default int[] encode(String text) {
    return encode(text, true);
  }

  /**
   * The text of {@code ids}; bytes that are no UTF-8 become U+FFFD.
   *
   * @throws IllegalArgumentException if an id is not in the vocabulary
   */
  String decode(int[] ids, boolean skipSpecialTokens);

  /** A decoder for one sequence whose ids come one at a time, as generation makes them. */
  StreamingDecoder streamingDecoder(boolean skipSpecialTokens);

  /** The number of ids, added tokens included: the largest id plus one. */
  int vocabularySize();

  /** The id of a token as the vocabulary spells it, such as {@code <s>}. */
  OptionalInt id(String token);

  /**
   * The vocabulary's spelling of an id.
   *
   * @throws IllegalArgumentException if the id is not in the vocabulary
   */
  String token(int id);

  /** Whether {@code id} is an added token marked special. */
  boolean isSpecial(int id);
}
