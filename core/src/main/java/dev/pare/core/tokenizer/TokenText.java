package dev.pare.core.tokenizer;

/**
 * Receives the tokens of a sequence as text. A token may come in several chunks, so that a step
 * that makes one token of many can still pass text on at once.
 */
interface TokenText {
  /**
   * @param ends whether the token ends with this chunk
   */
  void chunk(String text, boolean ends);

  /** The sequence is over; the last token has ended. */
  void finish();

  /** A step that needs each token in one piece, and gathers its chunks. */
  abstract class Whole implements TokenText {
    private final StringBuilder gathered = new StringBuilder();

    /** Called once for each token. */
    abstract void token(String token);

    @Override
    public final void chunk(String text, boolean ends) {
      if (!ends) {
        gathered.append(text);
      } else if (gathered.length() == 0) {
        token(text);
      } else {
        token(gathered.append(text).toString());
        gathered.setLength(0);
      }
    }
  }
}
