package dev.pare.atlas;

import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Facts from tables. A relation takes subjects from one column and objects from another; a cell
 * holds several, divided by {@code ;}, and an object's other names follow it after {@code =}, where
 * it first appears in its column.
 */
final class WorldReader {
  private static final Set<String> KEYS =
      Set.of("name", "table", "subject", "object", "kind", "terms", "open", "label");
  private static final String TITLE = "title";

  private final Map<String, List<Map<String, String>>> tables = new HashMap<>();
  private final Map<String, Map<String, Term>> terms = new HashMap<>();
  private final List<Fact> facts = new ArrayList<>();

  WorldReader(List<String> tableNames) {
    for (String name : tableNames) {
      tables.put(name, Resources.csv(name));
      tables.get(name).forEach(row -> row.forEach(this::register));
    }
  }

  private void register(String column, String cell) {
    Map<String, Term> known = terms.computeIfAbsent(column, key -> new HashMap<>());
    for (String entry : entries(cell)) {
      List<String> names = Arrays.stream(entry.split("=")).map(n -> shown(column, n)).toList();
      Term term = new Term(names.get(0), names.subList(1, names.size()));
      known.merge(term.text(), term, (one, other) -> one.aliases().size() > 0 ? one : other);
    }
  }

  private static List<String> entries(String cell) {
    return cell.isEmpty() ? List.of() : List.of(cell.split(";"));
  }

  private static String shown(String column, String name) {
    return column.equals(TITLE) ? "\"" + name + "\"" : name;
  }

  /** Adds the facts of one domain's relations. */
  void read(String domain) {
    for (JsonObject yaml : Resources.yaml(domain).objects("relations")) {
      Set<String> known = new HashSet<>(KEYS);
      known.addAll(Frames.KEYS);
      Yaml.requireKeys(yaml, known);
      String table = yaml.requireString("table");
      String column = yaml.requireString("subject");
      Relation relation =
          new Relation(
              yaml.requireString("name"),
              domain,
              yaml.requireString("label"),
              yaml.bool("open").orElse(false),
              table + "." + column,
              Frames.read(yaml));
      pairs(yaml, tables.get(table))
          .forEach((subject, objects) -> facts.add(new Fact(relation, subject, objects)));
    }
  }

  private Map<String, List<Term>> pairs(JsonObject yaml, List<Map<String, String>> rows) {
    String subject = yaml.requireString("subject");
    String object = yaml.requireString("object");
    String kind = yaml.string("kind").orElse("");
    Map<String, List<Term>> pairs = new LinkedHashMap<>();
    for (Map<String, String> row : rows) {
      if (kind.isEmpty() || kind.equals(row.get("kind"))) {
        List<Term> objects = terms(object, yaml.string("terms").orElse(object), row);
        for (Term term : objects.isEmpty() ? List.<Term>of() : terms(subject, subject, row)) {
          List<Term> all = pairs.computeIfAbsent(term.text(), key -> new ArrayList<>());
          objects.stream().filter(one -> !all.contains(one)).forEach(all::add);
        }
      }
    }
    return pairs;
  }

  private List<Term> terms(String column, String register, Map<String, String> row) {
    return entries(row.get(column)).stream()
        .map(entry -> terms.get(register).get(shown(column, entry.split("=")[0])))
        .toList();
  }

  List<Fact> facts() {
    return List.copyOf(facts);
  }
}
