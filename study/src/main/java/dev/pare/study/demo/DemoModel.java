package dev.pare.study.demo;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Fingerprint;
import dev.pare.core.lm.LanguageModel;
import dev.pare.evaluate.task.EvaluatedModel;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A model and the engine that runs it and what is made of it.
 *
 * @param name what people call it
 * @param open opens it; whoever asks closes it
 * @param load makes an open checkpoint ready to run; it may be closed then
 */
public record DemoModel(
    String name, Supplier<Checkpoint> open, Function<Checkpoint, LanguageModel> load) {

  /** To be asked; opened when there is something to ask. */
  EvaluatedModel evaluated() {
    try (Checkpoint checkpoint = open.get()) {
      return new EvaluatedModel(name, Fingerprint.of(checkpoint), this::loaded);
    }
  }

  private LanguageModel loaded() {
    try (Checkpoint checkpoint = open.get()) {
      return load.apply(checkpoint);
    }
  }
}
