package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated values as RFC 4180 has them: a field in quotes may hold commas, line ends and
 * doubled quotes. A quote inside a field that does not begin with one stands for itself. Lines
 * without any character are no records.
 */
final class Csv implements Table {
  private final Lines lines;
  private int firstLine;

  Csv(Path file) {
    lines = new Lines(file, null);
  }

  @Override
  public String where() {
    String end = lines.where();
    return end.substring(0, end.lastIndexOf(':') + 1) + firstLine;
  }

  @Override
  public List<String> next() {
    String line = lines.next();
    while (line != null && line.isEmpty()) {
      line = lines.next();
    }
    if (line == null) {
      return null;
    }
    firstLine = lines.number();
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (true) {
      if (at < line.length() && line.charAt(at) == '"') {
        StringBuilder field = new StringBuilder();
        String rest = quoted(line.substring(at + 1), field);
        fields.add(field.toString());
        if (rest.isEmpty()) {
          return fields;
        }
        if (rest.charAt(0) != ',') {
          throw new PareException(
              where(), "has text after a closing quote", "double the quotes inside a field");
        }
        line = rest;
        at = 1;
      } else {
        int comma = line.indexOf(',', at);
        if (comma < 0) {
          fields.add(line.substring(at));
          return fields;
        }
        fields.add(line.substring(at, comma));
        at = comma + 1;
      }
    }
  }

  /** Reads up to the closing quote, over as many lines as it takes; what follows it is returned. */
  private String quoted(String start, StringBuilder field) {
    String line = start;
    int at = 0;
    while (true) {
      int quote = line.indexOf('"', at);
      if (quote >= 0 && quote + 1 < line.length() && line.charAt(quote + 1) == '"') {
        field.append(line, at, quote + 1);
        at = quote + 2;
      } else if (quote >= 0) {
        field.append(line, at, quote);
        return line.substring(quote + 1);
      } else {
        field.append(line, at, line.length()).append('\n');
        line = lines.next();
        at = 0;
        if (line == null || field.length() > Lines.LONGEST) {
          throw new PareException(where(), "opens a quote that is not closed", "close it");
        }
      }
    }
  }

  @Override
  public void close() {
    lines.close();
  }
}
