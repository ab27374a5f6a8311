package dev.pare.evaluate.dataset;

import java.nio.file.Path;
import java.util.List;

/** Tab-separated values: a record a line, nothing quoted or escaped. Blank lines are no records. */
final class Tsv implements Table {
  private final Lines lines;

  Tsv(Path file) {
    lines = new Lines(file, null);
  }

  @Override
  public List<String> next() {
    String line = lines.next();
    while (line != null && line.isBlank()) {
      line = lines.next();
    }
    return line == null ? null : List.of(line.split("\t", -1));
  }

  @Override
  public String where() {
    return lines.where();
  }

  @Override
  public void close() {
    lines.close();
  }
}
