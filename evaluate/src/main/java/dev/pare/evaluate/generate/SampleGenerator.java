package dev.pare.evaluate.generate;

import java.util.List;

/** A rule that samples are made by. Its options are checked when it is made. */
public interface SampleGenerator {
  /**
   * The samples of one seed.
   *
   * @param folder for a generator that reads files
   * @throws dev.pare.core.PareException if such files are missing or malformed
   */
  GeneratedSamples open(DataFolder folder, long seed);

  /** Paths or globs, in order of preference, of which one must be there; none if it reads none. */
  default List<String> reads() {
    return List.of();
  }

  /** What to do about a sample that is too long for a model: part of an error. */
  default String ifTooLong() {
    return "take a model with a longer context";
  }
}
