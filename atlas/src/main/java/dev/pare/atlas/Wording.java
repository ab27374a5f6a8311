package dev.pare.atlas;

/** Which of a relation's sentences are meant. */
enum Wording {
  /** Those that training text is made of. */
  TRAINED,
  /** Those that frames and mixes were improved by; no training text has them, no result is told. */
  DEVELOPMENT,
  /** Those that results are told of; nothing was chosen by them. */
  HELD
}
