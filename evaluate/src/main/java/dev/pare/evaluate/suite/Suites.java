package dev.pare.evaluate.suite;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The suites that come with Pare, by name, and those in files. */
public final class Suites {
  private static final String KIND = "suite";
  private static final String KICK = "kick";
  private static final String KICK_ATLAS = "kick-atlas";
  private static final List<String> BUNDLED = List.of(KICK, KICK_ATLAS, "atlas-gates");

  private Suites() {}

  /**
   * The edition of a suite that asks a model what it can know: of {@code kick}, atlas and all that
   * was made of it are asked about their own world.
   *
   * @param history of the model, looked at where the suite has editions: the step that trained
   *     atlas has {@code world: atlas} among its settings
   */
  public static String edition(String name, Supplier<List<AppliedStep>> history) {
    return name.equals(KICK) && history.get().stream().anyMatch(Suites::trainsAtlas)
        ? KICK_ATLAS
        : name;
  }

  private static boolean trainsAtlas(AppliedStep step) {
    return step.kind().equals("train") && namesAtlas(step.settings());
  }

  /** Whether a setting, wherever it stands among others, is {@code world: atlas}. */
  private static boolean namesAtlas(Object setting) {
    if (setting instanceof Map<?, ?> map) {
      return "atlas".equals(map.get("world")) || map.values().stream().anyMatch(Suites::namesAtlas);
    }
    return setting instanceof List<?> list && list.stream().anyMatch(Suites::namesAtlas);
  }

  /** The names of those that come with Pare. */
  public static List<String> bundled() {
    return BUNDLED;
  }

  /**
   * A bundled suite's name, or a suite file's path, which ends in {@code .yaml} or {@code .yml}.
   *
   * @throws PareException if there is none, or it is no suite
   */
  public static Suite named(String name) {
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      Path file = Path.of(name);
      return read(Yaml.readObject(file, KIND), Optional.of(file.toAbsolutePath().getParent()));
    }
    if (!BUNDLED.contains(name)) {
      throw new PareException(
          "suite " + name,
          "is not known",
          "give a FILE.yaml, or one of " + String.join(", ", BUNDLED));
    }
    try (InputStream in = Suites.class.getResourceAsStream(name + ".yaml");
        InputStreamReader yaml = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return read(Yaml.readObject("suite " + name, yaml, KIND), Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is in our own jar
    }
  }

  private static Suite read(JsonObject yaml, Optional<Path> folder) {
    Yaml.requireKeys(yaml, Set.of("name", "version", "description", "citation", "families"));
    List<Suite.Family> families = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonObject family : yaml.objects("families")) {
      Yaml.requireKeys(family, Set.of("name", "description", "tasks"));
      String name = family.requireString("name");
      if (!names.add(name)) {
        throw new PareException(yaml.source(), "has \"" + name + "\" twice", "name it once");
      }
      List<Suite.Entry> entries =
          family.objects("tasks").stream().map(entry -> entry(entry, folder)).toList();
      if (entries.isEmpty()) {
        throw new PareException(family.source(), "has no \"tasks\"", "add a task and its metric");
      }
      families.add(new Suite.Family(name, family.string("description").orElse(""), entries));
    }
    if (families.isEmpty()) {
      throw new PareException(yaml.source(), "has no \"families\"", "add one with its tasks");
    }
    return new Suite(
        yaml.requireString("name"),
        yaml.requireInt("version", 1),
        yaml.string("description").orElse(""),
        yaml.string("citation").orElse(""),
        families);
  }

  private static Suite.Entry entry(JsonObject entry, Optional<Path> folder) {
    Yaml.requireKeys(entry, Set.of("task", "metric", "limit"));
    List<String> tasks =
        entry.values().get("task") instanceof String task ? List.of(task) : entry.strings("task");
    if (tasks.isEmpty()) {
      throw new PareException(
          entry.source(), "names no \"task\"", "name one, or several to choose from");
    }
    return new Suite.Entry(
        tasks.stream().map(task -> located(task, folder)).toList(),
        entry.requireString("metric"),
        entry.intValue("limit", 1).orElse(0));
  }

  /** A task file's path is meant from the suite file's folder. */
  private static String located(String task, Optional<Path> folder) {
    boolean file = task.endsWith(".yaml") || task.endsWith(".yml");
    return file && folder.isPresent() ? folder.get().resolve(task).toString() : task;
  }
}
