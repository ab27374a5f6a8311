package dev.pare.core.lm;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;

/**
 * All that evaluation and benchmarks see of a model, whichever engine runs it. Not safe for
 * concurrent calls. Each implementation is held to {@code LanguageModelContract}.
 */
public interface LanguageModel extends AutoCloseable {
  ModelConfig config();

  /**
   * @throws dev.pare.core.PareException if the model came without one
   */
  Tokenizer tokenizer();

  /**
   * Runs every sequence of the batch through the model and tells the sink what it asked for.
   *
   * @throws dev.pare.core.PareException if a sequence is empty, longer than the model's context, or
   *     has an unknown id
   */
  void score(List<TokenSequence> batch, LogitSink sink);

  /** Continues every request's prompt, token by token, until its limit or a stop token. */
  void generate(List<GenerationRequest> batch, TokenSink sink);

  /** What else this engine can do, asked for by type. */
  default <T> Optional<T> capability(Class<T> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }

  @Override
  void close();
}
