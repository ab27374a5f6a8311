package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.evaluate.dataset.DatasetFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The files of a task that are there.
 *
 * @param root the data folder
 * @param format how they are read
 * @param files below the folder, by rising name
 */
record DataFiles(Path root, DatasetFormat format, List<Path> files) {
  private static final int DEEPEST = 6;

  /**
   * The first layout, and of it the first glob, that matches a file.
   *
   * @throws PareException if none does
   */
  static DataFiles find(String task, Path root, List<DataSource> sources) {
    return sources.stream()
        .map(source -> new DataFiles(root, source.format(), matching(task, root, source.files())))
        .filter(found -> !found.files().isEmpty())
        .findFirst()
        .orElseThrow(() -> missing(task, root, globs(sources)));
  }

  /** Whether {@link #find} finds any. */
  static boolean present(String task, Path root, List<DataSource> sources) {
    return sources.stream().anyMatch(source -> !matching(task, root, source.files()).isEmpty());
  }

  /**
   * The files that the first glob that matches any matches.
   *
   * @throws PareException if none does
   */
  static List<Path> first(String task, Path root, List<String> globs) {
    List<Path> files = matching(task, root, globs);
    if (files.isEmpty()) {
      throw missing(task, root, globs);
    }
    return files;
  }

  private static List<String> globs(List<DataSource> sources) {
    return sources.stream().flatMap(source -> source.files().stream()).toList();
  }

  private static PareException missing(String task, Path root, List<String> globs) {
    return new PareException(
        "task " + task,
        "finds none of " + String.join(", ", globs) + " in " + root,
        "name the folder that holds its data by --data");
  }

  /** As {@link #first}; empty if none does. */
  static List<Path> matching(String task, Path root, List<String> globs) {
    for (String glob : globs) {
      List<Path> files = matching(task, root, glob);
      if (!files.isEmpty()) {
        return files;
      }
    }
    return List.of();
  }

  private static List<Path> matching(String task, Path root, String glob) {
    try {
      if (!glob.matches(".*[*?\\[{].*")) {
        Path file = root.resolve(glob);
        return Files.isRegularFile(file) ? List.of(file) : List.of();
      }
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      Path start = root.resolve(glob.replaceFirst("[^/]*[*?\\[{].*$", ""));
      if (!Files.isDirectory(start)) {
        return List.of();
      }
      try (Stream<Path> walk = Files.walk(start, DEEPEST)) {
        return walk.filter(file -> matcher.matches(root.relativize(file)))
            .filter(Files::isRegularFile)
            .sorted()
            .toList();
      }
    } catch (InvalidPathException | PatternSyntaxException e) {
      throw new PareException(
          "task " + task, "\"" + glob + "\" is neither path nor glob", "correct it", e);
    } catch (UncheckedIOException e) {
      throw PareException.unreadable(root, e.getCause());
    } catch (IOException e) {
      throw PareException.unreadable(root, e);
    }
  }

  /** What a file's samples are known by: the same wherever the data folder is. */
  String id(Path file) {
    return id(root, file);
  }

  static String id(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }
}
