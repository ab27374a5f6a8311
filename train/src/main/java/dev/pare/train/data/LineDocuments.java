package dev.pare.train.data;

import dev.pare.core.io.TextLines;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A file's lines that are not blank, one document each. */
final class LineDocuments implements DocumentSource {
  /** What a line says. */
  @FunctionalInterface
  interface Reader {
    /**
     * @param where the line, for errors
     */
    Document read(String where, String line);
  }

  private final TextLines lines;
  private final Reader reader;

  LineDocuments(Path file, Reader reader) {
    lines = TextLines.open(file);
    this.reader = reader;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(lines.count());
  }

  @Override
  public Document document(long index) {
    int line = Math.toIntExact(index);
    return reader.read(lines.where(line), lines.line(line));
  }

  @Override
  public String identity() {
    return lines.sha256();
  }

  @Override
  public void close() {
    lines.close();
  }
}
