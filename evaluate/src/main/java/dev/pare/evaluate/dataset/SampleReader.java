package dev.pare.evaluate.dataset;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Reads one file of one layout. */
@FunctionalInterface
interface SampleReader {
  /**
   * Hands on the fields of every record, in the file's order, holding one at a time.
   *
   * @throws dev.pare.core.PareException naming file and line of what is malformed
   */
  void read(Path file, Consumer<Map<String, Object>> records);
}
