package dev.pare.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.pare.core.PareException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Strict JSON reading: duplicate keys, trailing text and absurd nesting are refused by name. */
public final class Json {
  private static final int MAX_DEPTH = 200;

  /** Keys are not shared: a vocabulary has 100 000 of them, and none comes twice. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(100_000_000)
                  .build())
          .build();

  /** Takes values that are too large for a tree as they come. */
  @FunctionalInterface
  public interface LargeValues {
    /**
     * Reads the value that begins at the parser's token, to its end; or leaves it to the tree.
     *
     * @return whether the value was read
     */
    boolean take(String key, JsonParser parser) throws IOException;
  }

  private static final LargeValues NONE = (key, parser) -> false;

  private Json() {}

  /** The factory for readers and writers that stream. */
  public static JsonFactory factory() {
    return FACTORY;
  }

  public static JsonObject readObject(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return readObject(file.toString(), in);
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  /**
   * @param source what to name in errors
   */
  public static JsonObject readObject(String source, InputStream in) {
    return readObject(source, in, NONE);
  }

  /**
   * @param large is offered every value of an object; what it takes is not in the tree
   */
  public static JsonObject readObject(String source, InputStream in, LargeValues large) {
    try (JsonParser parser = FACTORY.createParser(in)) {
      return readObject(source, parser, large);
    } catch (IOException e) {
      throw invalid(source, e);
    }
  }

  public static JsonObject readObject(String source, String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return readObject(source, parser, NONE);
    } catch (IOException e) {
      throw invalid(source, e);
    }
  }

  /**
   * The object that begins at the parser's token, to its end: for files too large for one tree.
   *
   * @throws IOException as the parser does, and if there is no object
   */
  public static JsonObject readNested(String source, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new PareException(source, "not a JSON object", "check the file");
    }
    return new JsonObject(source, readMap(parser, NONE));
  }

  private static JsonObject readObject(String source, JsonParser parser, LargeValues large)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new PareException(source, "not a JSON object", "check the file");
    }
    JsonObject object = new JsonObject(source, readMap(parser, large));
    if (parser.nextToken() != null) {
      throw new PareException(source, "text after the JSON object", "check the file");
    }
    return object;
  }

  private static Map<String, Object> readMap(JsonParser parser, LargeValues large)
      throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      if (!large.take(key, parser)) {
        map.put(key, readValue(parser, large));
      }
    }
    return map;
  }

  private static List<Object> readList(JsonParser parser, LargeValues large) throws IOException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(readValue(parser, large));
    }
    return list;
  }

  private static Object readValue(JsonParser parser, LargeValues large) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> readMap(parser, large);
      case START_ARRAY -> readList(parser, large);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("unexpected " + parser.currentToken());
    };
  }

  /** Beyond 64 bits, as the lengths of 10³⁰ in tokenizer_config.json, it is a float. */
  private static Object integer(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? (Object) parser.getDoubleValue()
        : (Object) parser.getLongValue();
  }

  /** What to report where {@code source} turned out to be no JSON. */
  public static PareException invalid(String source, IOException e) {
    String reason =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return new PareException(source, "not valid JSON (" + reason + ")", "check the file", e);
  }
}
