package dev.pare.evaluate.triple;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.DatasetFormat;
import dev.pare.evaluate.dataset.Sample;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where facts come from, as a task's YAML says: {@code triples} ({@code format}, {@code files} and
 * a map of {@code fields} to {@code subject}, {@code relation}, {@code object}), {@code relations}
 * (by name, {@code statement} and {@code question}), and {@code without} (relations left out). An
 * object may be a list: each is a fact. docs/tasks.md tells more.
 */
public final class TripleSource {
  /** The options that are read here. */
  public static final Set<String> KEYS = Set.of("triples", "relations", "without");

  static final int MOST = 1_000_000;
  private static final String STATEMENT = "statement";

  private final String where;
  private final DatasetFormat format;
  private final List<String> files;
  private final Map<String, Wording> wordings = new HashMap<>();
  private final Map<String, String> questions = new HashMap<>();
  private final Set<String> without;

  /**
   * @throws PareException if an option is unknown, missing or wrong
   */
  public TripleSource(JsonObject options) {
    where = options.source();
    JsonObject triples = options.requireObject("triples");
    Yaml.requireKeys(triples, Set.of("format", "files", "fields"));
    Map<String, Object> fields = triples.object("fields").map(JsonObject::values).orElse(Map.of());
    format = DatasetFormat.named(triples.source(), triples.requireString("format"), fields);
    files = triples.strings("files");
    if (files.isEmpty()) {
      throw new PareException(triples.source(), "names no \"files\"", "add a path or a glob");
    }
    without = new LinkedHashSet<>(options.strings("without"));
    JsonObject relations =
        options.object("relations").orElseGet(() -> new JsonObject(where, Map.of()));
    for (String relation : relations.keys()) {
      read(relation, relations.requireObject(relation));
    }
  }

  private void read(String relation, JsonObject said) {
    Yaml.requireKeys(said, Set.of(STATEMENT, "question"));
    said.string("question").ifPresent(question -> questions.put(relation, question));
    said.string(STATEMENT).ifPresent(statement -> wordings.put(relation, say(relation, statement)));
    if (said.string(STATEMENT).isEmpty()) {
      say(relation, Wording.plain(relation)); // a wrong question is refused before files are read
    }
  }

  private Wording say(String relation, String statement) {
    return new Wording(
        where + " relation " + relation, statement, Optional.ofNullable(questions.get(relation)));
  }

  /** Paths or globs, in order of preference. */
  public List<String> files() {
    return files;
  }

  /**
   * All facts of some files but those of relations left out.
   *
   * @throws PareException naming file and record of what is malformed, or if no fact is left
   */
  public KnowledgeGraph read(List<Path> found) {
    Set<Triple> triples = new LinkedHashSet<>();
    Map<String, Wording> said = new HashMap<>(wordings);
    for (Path file : found) {
      format.read(file, file.toString(), record -> add(record, triples, said));
    }
    if (triples.isEmpty()) {
      throw new PareException(where, "leaves no fact", "shorten \"without\"");
    }
    return new KnowledgeGraph(triples, said);
  }

  private void add(Sample record, Set<Triple> triples, Map<String, Wording> said) {
    String relation = name(record, "relation", record.text("relation"));
    if (without.contains(relation)) {
      return;
    }
    String subject = name(record, "subject", record.text("subject"));
    for (String object : record.texts("object")) {
      triples.add(new Triple(subject, relation, name(record, "object", object)));
    }
    if (triples.size() > MOST) {
      throw new PareException(
          where, "has more than " + MOST + " facts", "take a part of them, or fewer files");
    }
    if (!said.containsKey(relation)) {
      said.put(relation, wording(record, relation));
    }
  }

  private Wording wording(Sample record, String relation) {
    return say(
        relation,
        record.fields().containsKey(STATEMENT) ? record.text(STATEMENT) : Wording.plain(relation));
  }

  /** One line, for a name must not end a prompt. */
  private static String name(Sample record, String field, String text) {
    String name = text.strip().replaceAll("\\s+", " ");
    if (name.isEmpty()) {
      throw new PareException(record.id(), "its " + field + " is empty", "correct the record");
    }
    return name;
  }
}
