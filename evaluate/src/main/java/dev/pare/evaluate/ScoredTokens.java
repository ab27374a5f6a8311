package dev.pare.evaluate;

/** Receives what a model gave each counted token of a text, in document order. */
@FunctionalInterface
public interface ScoredTokens {
  /**
   * @param window number of the window, or line, from 0
   * @param position of the token in it, from 0
   * @param id the token
   * @param logProbability in nats, given the tokens before it in its window
   */
  void scored(int window, int position, int id, float logProbability);
}
