package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.DatasetFormat;
import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.metric.Constraint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** A task from its YAML. An unknown key anywhere is an error that names it. */
final class TaskReader {
  private static final Set<String> COMMON =
      Set.of(
          "name",
          "version",
          "family",
          "description",
          "source",
          "licence",
          "citation",
          "data",
          "generate",
          "shots",
          "header",
          "prompt",
          "request",
          "metrics",
          "limit",
          "report");
  private static final Set<String> CHOICES = Set.of("continuation", "option", "permute");
  private static final Set<String> GENERATION =
      Set.of("target", "references", "stop", "tokens", "chat", "constraints", "judge");

  private final JsonObject yaml;

  private TaskReader(JsonObject yaml) {
    this.yaml = yaml;
  }

  /**
   * @param folder of the file it comes from
   */
  static Task read(JsonObject yaml, Optional<Path> folder) {
    return new TaskReader(yaml).task(folder);
  }

  private Task task(Optional<Path> folder) {
    String request = yaml.requireString("request");
    Set<String> keys = new TreeSet<>(COMMON);
    keys.addAll(
        switch (request) {
          case "choices" -> CHOICES;
          case "generation" -> GENERATION;
          case "rolling" -> Set.<String>of();
          default ->
              throw new PareException(
                  yaml.source(),
                  "unknown request \"" + request + "\"",
                  "known are choices, generation, rolling");
        });
    Yaml.requireKeys(yaml, keys);
    RequestKind kind = kind(request);
    return new Task(
        name(),
        yaml.requireInt("version", 1),
        yaml.string("family").orElse("own"),
        yaml.string("description").orElse(""),
        yaml.string("source").orElse(""),
        yaml.string("licence").orElse(""),
        yaml.string("citation").orElse(""),
        generated().isPresent() ? List.of() : sources(yaml, "data"),
        generated(),
        yaml.object("shots").map(this::shots).orElse(Shots.NONE),
        template("header", ""),
        required("prompt"),
        kind,
        metrics(kind),
        limit(),
        yaml.strings("report"),
        JsonWriting.toString(yaml.values()),
        folder);
  }

  /** How many samples a generator makes, or at most. */
  private OptionalInt limit() {
    return yaml.has("generate")
        ? OptionalInt.of(yaml.requireObject("generate").requireInt(Generated.SAMPLES, 1))
        : yaml.intValue("limit", 1).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private Optional<Generated> generated() {
    Optional<JsonObject> generate = yaml.object("generate");
    if (generate.isPresent() && (yaml.has("data") || yaml.has("limit"))) {
      throw new PareException(
          yaml.source(),
          "has \"generate\" and \"" + (yaml.has("data") ? "data" : "limit") + "\"",
          yaml.has("data") ? "leave one out" : "say how many by \"samples\" in \"generate\"");
    }
    return generate.map(Generated::read);
  }

  private String name() {
    String name = yaml.requireString("name");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new PareException(
          yaml.source(),
          "the name \"" + name + "\" is not letters, digits, dots, dashes and underscores",
          "choose a plain name");
    }
    return name;
  }

  private Template template(String key, String otherwise) {
    return new Template(yaml.source() + " " + key, yaml.string(key).orElse(otherwise));
  }

  private Template required(String key) {
    return new Template(yaml.source() + " " + key, yaml.requireString(key));
  }

  private RequestKind kind(String request) {
    return switch (request) {
      case "choices" ->
          new RequestKind.Choices(
              template("continuation", " {choice}"),
              template("option", "{letter}. {choice}"),
              orders());
      case "generation" ->
          new RequestKind.Generation(
              template("target", " {answers}"),
              yaml.string("references").orElse(Sample.ANSWERS),
              stops(),
              yaml.requireInt("tokens", 1),
              yaml.bool("chat").orElse(false),
              constraintField().isPresent() ? List.of() : constraints(),
              constraintField(),
              yaml.string("judge").map(name -> JudgedBy.named(yaml.source(), name)));
      default -> new RequestKind.Rolling();
    };
  }

  private int orders() {
    int orders = yaml.intValue("permute", 2).orElse(1);
    if (orders > Permutation.MOST) {
      throw new PareException(
          yaml.source(),
          "\"permute\" is " + orders + ", more than " + Permutation.MOST,
          "ask in fewer orders");
    }
    boolean seen =
        required("prompt").fields().stream().anyMatch(Set.of("options", "letter")::contains)
            || template("header", "").fields().contains("options")
            || template("continuation", "").fields().contains("letter");
    if (orders > 1 && !seen) {
      throw new PareException(
          yaml.source(),
          "\"permute\" changes nothing: no order of the choices is in the prompt",
          "list {options} in it, or leave permute out");
    }
    return orders;
  }

  private List<String> stops() {
    List<String> stops = yaml.strings("stop");
    if (stops.contains("")) {
      throw new PareException(yaml.source(), "an empty \"stop\" ends every answer", "leave it out");
    }
    return stops;
  }

  /** Constraints of each sample's own are named by a field, those of all are a list. */
  private Optional<String> constraintField() {
    return yaml.values().get("constraints") instanceof String field
        ? Optional.of(field)
        : Optional.empty();
  }

  private List<String> constraints() {
    List<String> constraints = yaml.strings("constraints");
    constraints.forEach(Constraint::parse);
    return constraints;
  }

  private List<String> metrics(RequestKind kind) {
    List<String> metrics = yaml.strings("metrics");
    if (metrics.isEmpty() || Set.copyOf(metrics).size() < metrics.size()) {
      throw new PareException(
          yaml.source(),
          metrics.isEmpty() ? "has no \"metrics\"" : "names a metric twice",
          "name one or more of " + String.join(", ", Metrics.names(kind)));
    }
    metrics.forEach(metric -> Metrics.require(yaml.source(), kind, metric));
    if (metrics.stream().map(Fold::base).anyMatch(Metrics.HEADS::equals)) {
      requireLines();
    }
    return metrics;
  }

  /** Heads point at the ends of options' lines, from the end of a prompt that all choices share. */
  private void requireLines() {
    String prompt = required("prompt").toString();
    Set<String> fields = required("prompt").fields();
    boolean once = prompt.indexOf("{options}") == prompt.lastIndexOf("{options}");
    boolean own = fields.contains("choice") || fields.contains("letter");
    if (!fields.contains("options") || !prompt.contains("{options}\n") || !once || own) {
      throw new PareException(
          yaml.source(),
          "\"" + Metrics.HEADS + "\" needs options in lines of their own",
          "write {options} into the prompt once, followed by a new line, and no other choice");
    }
  }

  private List<DataSource> sources(JsonObject holder, String key) {
    List<DataSource> sources = new ArrayList<>();
    for (JsonObject source : holder.objects(key)) {
      Yaml.requireKeys(source, Set.of("format", "files", "fields"));
      List<String> files = source.strings("files");
      if (files.isEmpty()) {
        throw new PareException(source.source(), "names no \"files\"", "add a path or a glob");
      }
      Map<String, Object> fields = source.object("fields").map(JsonObject::values).orElse(Map.of());
      sources.add(
          new DataSource(
              DatasetFormat.named(source.source(), source.requireString("format"), fields), files));
    }
    if (sources.isEmpty()) {
      throw new PareException(
          holder.source(), "has no \"" + key + "\"", "add a format and its files");
    }
    return sources;
  }

  private Shots shots(JsonObject shots) {
    Yaml.requireKeys(shots, Set.of("count", "from", "examples", "match", "separator"));
    boolean made = yaml.has("generate") && !shots.has("from") && !shots.has("examples");
    if (!made && shots.has("from") == shots.has("examples")) {
      throw new PareException(
          shots.source(), "needs either \"from\" or \"examples\"", "name where shots come from");
    }
    if (made && shots.has("match")) {
      throw new PareException(
          shots.source(), "generated examples match nothing", "leave \"match\" out");
    }
    List<Sample> examples = new ArrayList<>();
    for (JsonObject example : shots.objects("examples")) {
      String where = yaml.source() + " example " + (examples.size() + 1);
      if (example.values().containsValue(null)) {
        throw new PareException(where, "has a field without a value", "write it, or leave it out");
      }
      examples.add(new Sample(where, example.values()));
    }
    int count = shots.requireInt("count", 1);
    if (shots.has("examples") && examples.size() < count) {
      throw new PareException(
          shots.source(), "has " + examples.size() + " examples of " + count, "add some");
    }
    return new Shots(
        count,
        shots.has("from") ? sources(shots, "from") : List.of(),
        examples,
        made,
        shots.string("match"),
        shots.string("separator").orElse(Shots.NONE.separator()));
  }
}
