package dev.pare.atlas;

import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables and frames in our own jar. Whatever is wrong with them, tests find. */
final class Resources {
  private Resources() {}

  static JsonObject yaml(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name + ".yaml");
        InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return Yaml.readObject("atlas " + name, reader, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is in our own jar
    }
  }

  /** A table's rows, each a cell by column. Fields may be quoted; none holds a line end. */
  static List<Map<String, String>> csv(String name) {
    List<String> lines = lines(name + ".csv");
    List<String> columns = fields(lines.get(0));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> fields = fields(line);
      if (fields.size() != columns.size()) {
        throw new IllegalStateException(name + ".csv: " + line);
      }
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        row.put(columns.get(i), fields.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> lines(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is in our own jar
    }
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
