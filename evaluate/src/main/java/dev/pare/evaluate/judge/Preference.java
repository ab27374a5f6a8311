package dev.pare.evaluate.judge;

/** Which of two answers is better. */
enum Preference {
  FIRST,
  SECOND,
  NEITHER;

  /** The same said of the answers the other way round. */
  Preference reversed() {
    return switch (this) {
      case FIRST -> SECOND;
      case SECOND -> FIRST;
      case NEITHER -> NEITHER;
    };
  }
}
