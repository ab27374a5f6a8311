package dev.pare.evaluate.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** JSON objects, one at a time, each knowing file and line for its errors. */
final class JsonRecords {
  private JsonRecords() {}

  /** An object a line; blank lines are none. */
  static void ofLines(Path file, Consumer<JsonObject> records) {
    try (Lines lines = new Lines(file, null)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          records.accept(Json.readObject(lines.where(), line));
        }
      }
    }
  }

  /**
   * The objects of an array: the file's own, or that under a key of the file's object, whose other
   * keys are passed over.
   *
   * @param key null for the file's own
   */
  static void ofArray(Path file, String key, Consumer<JsonObject> records) {
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = Json.factory().createParser(in)) {
      if (key != null) {
        enter(file, key, parser);
      } else {
        parser.nextToken();
      }
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw new PareException(file, "no JSON array" + at(key), "check the file and its format");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String where = file + ":" + parser.currentTokenLocation().getLineNr();
        records.accept(Json.readNested(where, parser));
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw Json.invalid(file + ":" + e.getLocation().getLineNr(), e);
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  private static String at(String key) {
    return key == null ? "" : " under \"" + key + "\"";
  }

  private static void enter(Path file, String key, JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new PareException(file, "not a JSON object", "check the file and its format");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = parser.currentName().equals(key);
      parser.nextToken();
      if (found) {
        return;
      }
      parser.skipChildren();
    }
  }

  /** By the file's first character: lines of objects, or one array. */
  static void ofEither(Path file, Consumer<JsonObject> records) {
    if (firstCharacter(file) == '[') {
      ofArray(file, null, records);
    } else {
      ofLines(file, records);
    }
  }

  private static int firstCharacter(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      int b = in.read();
      while (b >= 0 && (Character.isWhitespace(b) || b == 0xef || b == 0xbb || b == 0xbf)) {
        b = in.read();
      }
      return b;
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }
}
