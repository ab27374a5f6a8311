package dev.pare.atlas;

/** What a piece of training text is for: a trainer weighs its loss by it. */
public enum Part {
  /** What is to be known, read or made, and the mark that ends it. */
  ANSWER,
  /** The wording around answers, which a model need not predict. */
  TEMPLATE,
  /** Invented facts to read: nobody can know them before. */
  CONTEXT,
  /** English for its own sake. */
  PLAIN
}
