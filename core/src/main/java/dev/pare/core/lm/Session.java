package dev.pare.core.lm;

/**
 * Generates for one conversation: what it computed for a request it keeps for the next one, whose
 * prompt usually begins with all that came before. The tokens are those of {@link
 * LanguageModel#generate}, within the engine's rounding. Not safe for concurrent calls; closed
 * before its model is.
 */
public interface Session extends AutoCloseable {
  /**
   * Continues one prompt; the sink sees it as request 0.
   *
   * @throws dev.pare.core.PareException if the prompt is empty, longer than the model's context, or
   *     has an unknown id
   */
  void generate(GenerationRequest request, TokenSink sink);

  /** How many of the last prompt's tokens had been computed before. */
  int reusedTokens();

  @Override
  void close();
}
