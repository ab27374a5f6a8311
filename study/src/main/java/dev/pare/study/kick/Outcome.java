package dev.pare.study.kick;

import dev.pare.evaluate.statistics.Verdict;
import java.util.Collection;
import java.util.Locale;

/** Whether a statement holds, by verdicts that may be undecided or missing. */
public enum Outcome {
  HOLDS,
  DOES_NOT_HOLD,
  /** Too few questions to tell. */
  UNDECIDED,
  /** Nothing that was asked bears on it, or dense itself is at chance. */
  NOT_ASKED;

  /** That a model matches. */
  static Outcome matching(Verdict verdict) {
    return switch (verdict) {
      case YES -> HOLDS;
      case NO -> DOES_NOT_HOLD;
      case UNDECIDED -> UNDECIDED;
      case AT_CHANCE, NONE -> NOT_ASKED;
    };
  }

  /** That the contrary holds. */
  Outcome not() {
    return switch (this) {
      case HOLDS -> DOES_NOT_HOLD;
      case DOES_NOT_HOLD -> HOLDS;
      case UNDECIDED, NOT_ASKED -> this;
    };
  }

  /** That both hold; not asked if either is. */
  Outcome and(Outcome other) {
    if (this == NOT_ASKED || other == NOT_ASKED) {
      return NOT_ASKED;
    }
    if (this == DOES_NOT_HOLD || other == DOES_NOT_HOLD) {
      return DOES_NOT_HOLD;
    }
    return this == UNDECIDED ? UNDECIDED : other;
  }

  /** That one of them holds at least; of those that were asked. */
  static Outcome any(Collection<Outcome> outcomes) {
    if (outcomes.contains(HOLDS)) {
      return HOLDS;
    }
    if (outcomes.contains(UNDECIDED)) {
      return UNDECIDED;
    }
    return outcomes.contains(DOES_NOT_HOLD) ? DOES_NOT_HOLD : NOT_ASKED;
  }

  /** That each of them holds; of those that were asked. */
  static Outcome all(Collection<Outcome> outcomes) {
    return any(outcomes.stream().map(Outcome::not).toList()).not();
  }

  /** For people and for JSON. */
  public String words() {
    return toString().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
