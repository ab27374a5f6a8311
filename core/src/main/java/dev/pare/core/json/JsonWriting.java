package dev.pare.core.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.pare.core.PareException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes trees of maps, iterables, strings, numbers and booleans as JSON, indented, with {@code \n}
 * line ends.
 */
public final class JsonWriting {
  private JsonWriting() {}

  public static void write(Map<String, ?> object, Path file) {
    try {
      Files.writeString(file, toString(object));
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }

  /** The object as text, with a line end. */
  public static String toString(Map<String, ?> object) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.factory().createGenerator(text)) {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(indenter));
      writeValue(object, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  /** The object as one line without its end. */
  public static String toLine(Map<String, ?> object) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.factory().createGenerator(text)) {
      writeValue(object, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes a tree where the generator is. */
  public static void writeValue(Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        writeValue(entry.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof Iterable<?> items) {
      json.writeStartArray();
      for (Object item : items) {
        writeValue(item, json);
      }
      json.writeEndArray();
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      json.writeNull(); // JSON has no NaN
    } else {
      json.writeObject(value);
    }
  }
}
