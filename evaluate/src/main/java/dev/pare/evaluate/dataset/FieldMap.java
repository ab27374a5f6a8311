package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Anyone's own tables and objects as samples. */
final class FieldMap {
  private final Map<String, Object> fields;

  FieldMap(String where, Map<String, Object> fields) {
    this.fields = fields;
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      boolean names =
          field.getValue() instanceof String
              || (field.getValue() instanceof List<?> list
                  && !list.isEmpty()
                  && list.stream().allMatch(String.class::isInstance));
      if (!names) {
        throw new PareException(
            where + " fields", "\"" + field.getKey() + "\" names no field", "write " + example());
      }
    }
  }

  private static String example() {
    return "{question: title, choices: [a, b]}";
  }

  void csv(Path file, Consumer<Map<String, Object>> records) {
    try (Csv csv = new Csv(file)) {
      table(csv, records);
    }
  }

  void tsv(Path file, Consumer<Map<String, Object>> records) {
    try (Tsv tsv = new Tsv(file)) {
      table(tsv, records);
    }
  }

  /** A table whose first record names its columns. */
  private void table(Table table, Consumer<Map<String, Object>> records) {
    List<String> columns = table.next();
    if (columns == null) {
      return;
    }
    if (Set.copyOf(columns).size() < columns.size()) {
      throw new PareException(table.where(), "names a column twice", "rename one");
    }
    for (List<String> row = table.next(); row != null; row = table.next()) {
      if (row.size() != columns.size()) {
        throw new PareException(
            table.where(),
            "has " + row.size() + " fields, the header " + columns.size(),
            "correct the record");
      }
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        values.put(columns.get(i), row.get(i));
      }
      records.accept(mapped(new JsonObject(table.where(), values)));
    }
  }

  void jsonLines(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofLines(file, record -> records.accept(mapped(record)));
  }

  void jsonArray(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofArray(file, null, record -> records.accept(mapped(record)));
  }

  private Map<String, Object> mapped(JsonObject record) {
    Map<String, Object> sample = new LinkedHashMap<>();
    Map<String, Object> source =
        fields.isEmpty()
            ? record.keys().stream().collect(Collectors.toMap(key -> key, key -> (Object) key))
            : fields;
    source.forEach(
        (field, names) -> {
          if (names instanceof List<?> list) {
            List<String> texts = new ArrayList<>();
            list.forEach(name -> texts.add(String.valueOf(value(record, (String) name))));
            sample.put(field, List.copyOf(texts));
          } else if (!fields.isEmpty() || plain(record.values().get(names))) {
            sample.put(field, value(record, (String) names));
          }
        });
    if (sample.get(Sample.CHOICES) instanceof List<?> && sample.get(Sample.ANSWER) != null) {
      List<String> choices =
          ((List<?>) sample.get(Sample.CHOICES)).stream().map(String::valueOf).toList();
      Object key = sample.get(Sample.ANSWER);
      sample.put(Sample.ANSWER, AnswerKey.any(record.source(), choices, key));
    }
    return sample;
  }

  /** Whether a sample can hold it: objects and null are left out where no map asks for them. */
  private static boolean plain(Object value) {
    return value != null
        && !(value instanceof Map<?, ?>)
        && !(value instanceof List<?> list && list.stream().anyMatch(i -> !plain(i)));
  }

  /** The value at a path of keys; the whole name is tried as a key first. */
  private static Object value(JsonObject record, String path) {
    Object value = record.values().get(path);
    if (value == null && path.contains(".")) {
      value = record.values();
      for (String key : path.split("\\.", -1)) {
        value = value instanceof Map<?, ?> map ? map.get(key) : null;
      }
    }
    if (!plain(value)) {
      throw new PareException(
          record.source(),
          "\"" + path + "\" is no text, number or list of them",
          "name another field, or correct the record");
    }
    return value instanceof Long || value instanceof List<?> ? value : String.valueOf(value);
  }
}
