package dev.pare.atlas;

import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be told of an invented thing.
 *
 * @param of person, town or country
 * @param values where values come from: {@code words}, {@code name}, {@code number} or a real
 *     {@code relation}
 * @param from the list of words, the kind of name, the range, or the relation's name
 */
record Trait(String name, String of, String values, String from, Frames frames) {
  private static final Set<String> KEYS = Set.of("name", "of", "values", "from", "relation");

  static List<Trait> read(World world) {
    List<Trait> traits = new ArrayList<>();
    Set<String> known = new HashSet<>(KEYS);
    known.addAll(Frames.KEYS);
    for (JsonObject yaml : Resources.yaml("fiction").objects("traits")) {
      Yaml.requireKeys(yaml, known);
      Frames frames =
          yaml.string("relation")
              .map(name -> world.facts(name).get(0).relation().frames())
              .orElseGet(() -> Frames.read(yaml));
      traits.add(
          new Trait(
              yaml.requireString("name"),
              yaml.requireString("of"),
              yaml.requireString("values"),
              yaml.requireString("from"),
              frames));
    }
    return traits;
  }
}
