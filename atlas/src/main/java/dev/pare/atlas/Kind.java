package dev.pare.atlas;

/** The kinds of training documents. */
public enum Kind {
  /** One to three sentences about a subject, each with a fact. */
  STATEMENT,
  /** Questions about facts, each with its answer. */
  QUESTION,
  /** Facts as keys and values: of one subject, or one relation of several subjects. */
  LISTING,
  /** Multiple choice, answered by the option's text. */
  CHOICE,
  /** Multiple choice, answered by the option's letter. */
  LETTER,
  /** True or false. */
  TRUTH,
  /** Several questions about invented things, after a text that tells of them. */
  READING,
  /** Pairs of words, asked for again in another order. */
  RECALL,
  /** An invented incident and its summary in one line. */
  PASSAGE,
  /** An instruction whose fulfilment a program can check, and a response that fulfils it. */
  INSTRUCTION,
  /** Everyday English. */
  PLAIN
}
