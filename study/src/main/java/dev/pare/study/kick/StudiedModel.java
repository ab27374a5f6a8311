package dev.pare.study.kick;

import dev.pare.core.chat.ChatTemplate;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.lm.LanguageModel;
import dev.pare.evaluate.task.EvaluatedModel;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A model, and the engine that runs it and what is made of it.
 *
 * @param name what people call it
 * @param open opens it; whoever asks closes it
 * @param load makes an open checkpoint ready to run; it may be closed then
 * @param identity of an open checkpoint: what its answers depend on, the engine's settings included
 */
public record StudiedModel(
    String name,
    Supplier<Checkpoint> open,
    Function<Checkpoint, LanguageModel> load,
    Function<Checkpoint, String> identity) {

  /** What is made of it, run likewise. */
  StudiedModel made(String called, Supplier<Checkpoint> opens) {
    return new StudiedModel(called, opens, load, identity);
  }

  List<AppliedStep> history() {
    return with(Checkpoint::history);
  }

  Optional<ChatTemplate> chat() {
    return with(checkpoint -> ChatTemplate.find(checkpoint.companions(), name));
  }

  /** To be asked; opened when there is something to ask. */
  EvaluatedModel evaluated() {
    return new EvaluatedModel(name, with(identity), () -> with(load), this::chat);
  }

  private <T> T with(Function<Checkpoint, T> use) {
    try (Checkpoint checkpoint = open.get()) {
      return use.apply(checkpoint);
    }
  }
}
