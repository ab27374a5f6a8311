package dev.pare.core.json;

import dev.pare.core.PareException;
import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Strict YAML reading: one document that is a mapping, without duplicate keys or nested aliases.
 * {@code 2:4} is a text.
 */
public final class Yaml {
  private Yaml() {}

  /**
   * @param kind what the file is, for errors: "recipe"
   */
  public static JsonObject readObject(Path file, String kind) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return readObject(file.toString(), reader, kind);
    } catch (NoSuchFileException e) {
      throw new PareException(file, "no such " + kind, "check the path", e);
    } catch (CharacterCodingException e) {
      throw new PareException(file, "not UTF-8 text", "give a YAML " + kind, e);
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  /**
   * @param source what to name in errors
   * @param kind what it is
   */
  public static JsonObject readObject(String source, Reader yaml, String kind) {
    return asObject(source, load(source, yaml), kind);
  }

  /**
   * A mapping found inside another, as {@link JsonObject#list} gives it.
   *
   * @throws PareException if it is none
   */
  public static JsonObject asObject(String source, Object value, String kind) {
    if (value instanceof Map<?, ?>) {
      @SuppressWarnings("unchecked") // normal makes every key a string
      Map<String, Object> map = (Map<String, Object>) normal(value);
      return new JsonObject(source, map);
    }
    throw new PareException(source, "not a mapping of keys to values", "see docs/" + kind + "s.md");
  }

  /**
   * @throws PareException naming the first key that is not in {@code known}
   */
  public static void requireKeys(JsonObject object, Set<String> known) {
    for (String key : object.keys()) {
      if (!known.contains(key)) {
        throw new PareException(
            object.source(),
            "unknown key \"" + key + "\"",
            "known are " + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  private static Object load(String source, Reader yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0); // they could nest without end
    try {
      DumperOptions unused = new DumperOptions();
      return new org.yaml.snakeyaml.Yaml(
              new SafeConstructor(options),
              new Representer(unused),
              unused,
              options,
              new TextsWithColons())
          .load(yaml);
    } catch (MarkedYAMLException e) {
      String line =
          e.getProblemMark() == null ? "" : " at line " + (e.getProblemMark().getLine() + 1);
      throw new PareException(
          source, "not valid YAML" + line + " (" + e.getProblem() + ")", "correct it", e);
    } catch (YAMLException e) {
      throw new PareException(source, "not valid YAML (" + e.getMessage() + ")", "correct it", e);
    }
  }

  /** YAML 1.1 takes digits with colons between them for a number to the base of 60. */
  private static final class TextsWithColons extends Resolver {
    private static final Pattern DIGITS = Pattern.compile("^[-+]?[\\d_]+(:[\\d_]+)+[.\\d_]*$");

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.STR, DIGITS, "-+0123456789");
      super.addImplicitResolvers();
    }
  }

  /** YAML's own types as {@link JsonObject} holds them: every integer a Long, every date a text. */
  private static Object normal(Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Yaml::normal).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> strings = new LinkedHashMap<>();
      map.forEach((key, item) -> strings.put(String.valueOf(key), normal(item)));
      return strings;
    }
    boolean known = value == null || value instanceof Number || value instanceof Boolean;
    return known && !(value instanceof BigInteger) ? value : String.valueOf(value);
  }
}
