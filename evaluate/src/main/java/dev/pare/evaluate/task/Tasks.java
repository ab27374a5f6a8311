package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.json.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tasks that come with Pare, by name, and those in files. */
public final class Tasks {
  private static final String KIND = "task";
  private static final String INDEX = "index.txt";

  private Tasks() {}

  /** Name and family of every bundled task, sorted. */
  public static Map<String, String> bundled() {
    Map<String, String> families = new TreeMap<>();
    text(INDEX)
        .lines()
        .forEach(
            path -> {
              int slash = path.indexOf('/');
              families.put(path.substring(slash + 1), path.substring(0, slash));
            });
    return families;
  }

  /**
   * A bundled task's name, or a task file's path, which ends in {@code .yaml} or {@code .yml}.
   *
   * @throws PareException if there is none, or it is no task
   */
  public static Task named(String name) {
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return read(Path.of(name));
    }
    String family = bundled().get(name);
    if (family == null) {
      throw new PareException(
          "task " + name,
          "is not known",
          "give a FILE.yaml, or one of " + String.join(", ", bundled().keySet()));
    }
    try (InputStreamReader yaml =
        new InputStreamReader(resource(family + "/" + name + ".yaml"), StandardCharsets.UTF_8)) {
      return TaskReader.read(Yaml.readObject("task " + name, yaml, KIND), Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is in our own jar
    }
  }

  /** A task file; its data is looked for in its own folder if nowhere else. */
  public static Task read(Path file) {
    return TaskReader.read(
        Yaml.readObject(file, KIND), Optional.of(file.toAbsolutePath().getParent()));
  }

  private static String text(String name) {
    try (InputStream in = resource(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is in our own jar
    }
  }

  private static InputStream resource(String name) {
    InputStream in = Tasks.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("no resource " + name);
    }
    return in;
  }
}
