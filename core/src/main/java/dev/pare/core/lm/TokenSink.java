package dev.pare.core.lm;

/** Receives generated tokens as they come. */
public interface TokenSink {
  /** Why a request ended. */
  enum Finish {
    STOP_TOKEN,
    MAX_TOKENS,
    CONTEXT_FULL,
    CANCELLED
  }

  /**
   * The next token of a request.
   *
   * @return whether to go on with this request
   */
  boolean token(int request, int id);

  /** The request is over; no further token comes. */
  default void finished(int request, Finish reason) {}
}
