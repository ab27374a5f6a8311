package dev.pare.core.tokenizer;

/** One step in turning tokens into text: a step passes what it makes on to the next. */
@FunctionalInterface
interface Decoder {
  /** The step, for one sequence, that passes on to {@code next}. */
  TokenText onto(TokenText next);

  /** This step and then {@code second}. */
  default Decoder then(Decoder second) {
    return next -> onto(second.onto(next));
  }
}
