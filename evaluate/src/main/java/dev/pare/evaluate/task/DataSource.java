package dev.pare.evaluate.task;

import dev.pare.evaluate.dataset.DatasetFormat;
import java.util.List;

/**
 * Files of one layout.
 *
 * @param format how they are read
 * @param files paths or globs below the data folder, in order of preference: the first that is
 *     there counts
 */
public record DataSource(DatasetFormat format, List<String> files) {
  public DataSource {
    files = List.copyOf(files);
  }
}
