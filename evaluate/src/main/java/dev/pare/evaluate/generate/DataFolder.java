package dev.pare.evaluate.generate;

import java.nio.file.Path;
import java.util.List;

/** The folder that a task's data lies in. */
public interface DataFolder {
  /**
   * The files that match the first of some names that matches any. Their hashes are noted: answers
   * are kept under them.
   *
   * @param names paths or globs below the folder, in order of preference
   * @return at least one file, by rising name
   * @throws dev.pare.core.PareException if none is there, or the user named no folder
   */
  List<Path> files(List<String> names);
}
