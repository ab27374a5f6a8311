package dev.pare.evaluate.generate;

import java.util.List;
import java.util.Map;

/**
 * The samples of one seed, by index. What is at an index depends on the generator, its options and
 * files, the seed and the index, and on nothing else: the first hundred are the start of the first
 * thousand.
 */
@FunctionalInterface
public interface GeneratedSamples {
  /**
   * One sample's fields, as {@link dev.pare.evaluate.dataset.Sample} has them; several where one
   * question comes in several forms, which statistics count as one: a group.
   *
   * @param index of a question from 0; of a solved example from −1 downwards
   */
  List<Map<String, Object>> at(int index);

  /** How many indices from 0 there are. */
  default int available() {
    return Integer.MAX_VALUE;
  }
}
