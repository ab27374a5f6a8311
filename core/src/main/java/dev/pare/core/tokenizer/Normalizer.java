package dev.pare.core.tokenizer;

/** A rewriting of text before it is cut into words. Stateless. */
@FunctionalInterface
interface Normalizer {
  Normalizer NONE = text -> text;

  String normalize(String text);

  /** This normalizer and then {@code second}. */
  default Normalizer then(Normalizer second) {
    return text -> second.normalize(normalize(text));
  }
}
