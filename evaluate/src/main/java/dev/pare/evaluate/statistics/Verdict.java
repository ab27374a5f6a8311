package dev.pare.evaluate.statistics;

/** Whether a model is within 5 %, relative, of its baseline. */
public enum Verdict {
  /** The interval of the relative loss lies at or below 5 %. */
  YES,
  /** It lies above. */
  NO,
  /** It holds 5 %: more samples are needed. */
  UNDECIDED,
  /** The baseline knows too little of the task: guessing might be within 5 % of it. */
  AT_CHANCE,
  /** The metric has no better and no worse. */
  NONE
}
