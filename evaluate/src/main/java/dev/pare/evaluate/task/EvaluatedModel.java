package dev.pare.evaluate.task;

import dev.pare.core.lm.LanguageModel;
import java.util.function.Supplier;

/**
 * A model to be asked.
 *
 * @param name what people call it
 * @param identity what its answers depend on: a hash of its files, the engine and its number type.
 *     Answers are kept under it, so it must change whenever they may
 * @param open opens it, once and only if there is something to ask; the evaluation closes it
 */
public record EvaluatedModel(String name, String identity, Supplier<LanguageModel> open) {}
