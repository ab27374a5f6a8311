package dev.pare.models;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.lm.TokenSequence;

/** What every sequence must be before a model sees it. */
final class TokenChecks {
  private TokenChecks() {}

  /**
   * @param what the sequence's name in the message, such as {@code prompt 3}
   */
  static void require(ModelConfig config, String what, TokenSequence sequence) {
    if (sequence.length() == 0) {
      throw new PareException(what, "is empty", "give at least a start token");
    }
    if (sequence.length() > config.maxPositions()) {
      throw new PareException(
          what,
          sequence.length()
              + " tokens are more than the model's context of "
              + config.maxPositions(),
          "shorten or window it");
    }
    for (int id : sequence.ids()) {
      if (id < 0 || id >= config.vocabularySize()) {
        throw new PareException(
            what,
            "id " + id + " is outside the vocabulary of " + config.vocabularySize(),
            "use this model's own tokenizer");
      }
    }
  }
}
