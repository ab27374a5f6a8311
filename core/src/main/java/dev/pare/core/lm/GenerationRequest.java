package dev.pare.core.lm;

import java.util.Set;

/**
 * A prompt to continue.
 *
 * @param prompt start token included
 * @param maxTokens how many new tokens at most
 * @param sampling how each is chosen
 * @param stopTokens ids that end the text; the one that ends it is not delivered
 */
public record GenerationRequest(
    TokenSequence prompt, int maxTokens, Sampling sampling, Set<Integer> stopTokens) {
  public GenerationRequest {
    stopTokens = Set.copyOf(stopTokens);
  }
}
