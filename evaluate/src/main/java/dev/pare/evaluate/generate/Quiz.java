package dev.pare.evaluate.generate;

import java.util.Map;

/** Questions about facts, in random order: none is asked twice. */
interface Quiz {
  int size();

  /** The fields of a question. */
  Map<String, Object> question(int index);
}
