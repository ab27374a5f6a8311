package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import java.util.List;

/** How files name the right one of some choices. */
final class AnswerKey {
  private AnswerKey() {}

  /** A choice by its label, such as B or 2. */
  static long label(String where, List<String> labels, String key) {
    long index = labels.indexOf(key.strip());
    if (index < 0) {
      throw new PareException(
          where, "the answer \"" + key + "\" is none of " + labels, "correct the record");
    }
    return index;
  }

  /** A choice by its letter: A is the first. */
  static long letter(String where, int choices, String key) {
    String letter = key.strip();
    int index = letter.length() == 1 ? letter.charAt(0) - 'A' : -1;
    if (index < 0 || index >= choices) {
      throw new PareException(
          where,
          "the answer \"" + key + "\" is no letter of " + choices + " choices",
          "correct the record");
    }
    return index;
  }

  /** A choice by what people write: its index from 0, its letter, or its own text. */
  static long any(String where, List<String> choices, Object key) {
    if (key instanceof Long index) {
      if (index < 0 || index >= choices.size()) {
        throw new PareException(
            where,
            "the answer " + index + " is none of " + choices.size() + " choices from 0",
            "correct the record");
      }
      return index;
    }
    String text = String.valueOf(key).strip();
    if (choices.contains(text)) {
      return choices.indexOf(text);
    }
    return text.matches("\\d{1,4}")
        ? any(where, choices, Long.valueOf(text))
        : letter(where, choices.size(), text);
  }
}
