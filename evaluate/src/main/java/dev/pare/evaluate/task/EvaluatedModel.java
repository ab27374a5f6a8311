package dev.pare.evaluate.task;

import dev.pare.core.chat.ChatTemplate;
import dev.pare.core.lm.LanguageModel;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model to be asked.
 *
 * @param name what people call it
 * @param identity what its answers depend on: a hash of its files, the engine and its number type.
 *     Answers are kept under it, so it must change whenever they may
 * @param open opens it, when there is something to ask; the evaluation closes it
 * @param chat the chat template that it came with; asked for if a task is put as a chat
 */
public record EvaluatedModel(
    String name,
    String identity,
    Supplier<LanguageModel> open,
    Supplier<Optional<ChatTemplate>> chat) {
  /** A model without a chat template. */
  public EvaluatedModel(String name, String identity, Supplier<LanguageModel> open) {
    this(name, identity, open, Optional::empty);
  }
}
