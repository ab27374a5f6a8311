package dev.pare.core.tokenizer;

/** One step in cutting text into words: a step passes its pieces on to the next. */
@FunctionalInterface
interface PreTokenizer {
  /** The step as a receiver of pieces, for one thread, that passes on to {@code next}. */
  Pieces onto(Pieces next);

  /** This step and then {@code second}. */
  default PreTokenizer then(PreTokenizer second) {
    return next -> onto(second.onto(next));
  }
}
