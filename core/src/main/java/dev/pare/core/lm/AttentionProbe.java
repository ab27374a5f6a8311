package dev.pare.core.lm;

import java.util.List;

/**
 * A capability of a {@link LanguageModel} that shows what its attention compares: queries and keys
 * of every layer and head as they are before rotary positions turn them, after whatever bias or
 * norm the architecture gives them. Where positions are part of the residual stream, as in GPT-2,
 * they are in both.
 */
public interface AttentionProbe {
  /**
   * {@link LanguageModel#score}, with queries and keys told on the way: the batch is read once.
   *
   * @throws dev.pare.core.PareException as {@code score} does
   */
  void score(List<TokenSequence> batch, LogitSink sink, AttentionSink attention);
}
