package dev.pare.models.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One TorchScript source from several files beside a class. TorchScript has no inheritance: a file
 * that says {@code class Qwen3(Llama):} takes the methods of {@code llama.ts.py} that it does not
 * have itself, and calls of {@code (self).m} find its own.
 */
final class TorchSource {
  private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+)\\((\\w+)\\):\\n");
  private static final Pattern METHOD = Pattern.compile("(?m)^  def (\\w+)\\(");
  private static final String ROOT = "Module";

  private TorchSource() {}

  /** A resource's text, with the methods that it inherits. */
  static String read(Class<?> owner, String resource) {
    String text = text(owner, resource);
    Matcher header = CLASS.matcher(text);
    if (!header.find() || header.group(2).equals(ROOT)) {
      return text;
    }
    String parent = read(owner, header.group(2).toLowerCase(java.util.Locale.ROOT) + ".ts.py");
    Matcher parentHeader = CLASS.matcher(parent);
    if (!parentHeader.find()) {
      throw new IllegalStateException("no class in what " + resource + " inherits from");
    }
    Map<String, String> methods = methods(parent.substring(parentHeader.end()));
    methods.putAll(methods(text.substring(header.end())));
    String name = header.group(1);
    return "class " + name + "(" + ROOT + "):\n" + String.join("", methods.values()) + "\n";
  }

  /** A class's methods by name, what comes before the first under the empty name. */
  private static Map<String, String> methods(String body) {
    Map<String, String> methods = new LinkedHashMap<>();
    Matcher next = METHOD.matcher(body);
    String name = "";
    int from = 0;
    while (next.find()) {
      put(methods, name, body.substring(from, next.start()));
      name = next.group(1);
      from = next.start();
    }
    put(methods, name, body.substring(from) + "\n");
    return methods;
  }

  /** A child's file has nothing before its first method but comments. */
  private static void put(Map<String, String> methods, String name, String text) {
    if (!name.isEmpty() || text.contains("training")) {
      methods.put(name, text);
    }
  }

  private static String text(Class<?> owner, String resource) {
    try (InputStream stream = owner.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + resource + " beside " + owner);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
