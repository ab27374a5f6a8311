package dev.pare.atlas;

import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Instructions of a few kinds, with responses that follow them. */
final class Instructions {
  private static final List<String> FIRST_WORDS =
      List.of("Today", "Often", "Here", "Sometimes", "Tonight", "Soon", "Later", "Again");
  private static final Map<String, String> LISTS =
      new LinkedHashMap<>(); // what is listed, by its list of words

  static {
    LISTS.put("animal", "animals");
    LISTS.put("fruit", "kinds of fruit");
    LISTS.put("tool", "tools");
    LISTS.put("colour", "colours");
    LISTS.put("furniture", "pieces of furniture");
    LISTS.put("clothing", "things to wear");
    LISTS.put("month", "months");
    LISTS.put("day", "days of the week");
    LISTS.put("job", "jobs");
    LISTS.put("instrument", "instruments");
  }

  private final Words words;
  private final Names names;
  private final JsonObject prompts;
  private final List<String> tasks;

  Instructions(Words words, Names names) {
    this.words = words;
    this.names = names;
    prompts = Resources.yaml("instructions");
    tasks = List.copyOf(prompts.keys());
  }

  private record Filled(Map<String, String> slots, String response, List<String> constraints) {}

  /**
   * @param held in a wording and with names that are kept for tests
   */
  Instruction draw(Chance chance, boolean held) {
    String task = chance.oneOf(tasks);
    JsonObject wordings = prompts.requireObject(task);
    Yaml.requireKeys(wordings, Set.of("prompts", "held"));
    String text = chance.oneOf(Variants.of(wordings.strings(held ? "held" : "prompts")));
    Filled filled = filled(chance, task, held);
    for (Map.Entry<String, String> slot : filled.slots().entrySet()) {
      text = text.replace("{" + slot.getKey() + "}", slot.getValue());
    }
    return new Instruction(task, text, filled.response(), filled.constraints());
  }

  Document document(Chance chance, boolean kick) {
    Instruction instruction = draw(chance, false);
    Draft draft = new Draft(Kind.INSTRUCTION);
    if (kick) {
      Kick.instruction(draft, instruction.text());
    } else {
      draft.template(instruction.prompt());
    }
    return draft.answer(instruction.response()).done();
  }

  private Filled filled(Chance chance, String task, boolean held) {
    return switch (task) {
      case "upper" -> cased(chance, true);
      case "lower" -> cased(chance, false);
      case "repeat" -> repeat(chance);
      case "bullets" -> bullets(chance);
      case "ends" -> ends(chance);
      case "starts" -> starts(chance);
      case "include" -> include(chance);
      case "avoid" -> avoid(chance);
      case "words" -> counted(chance);
      case "json" -> json(chance, held);
      case "reverse" -> reverse(chance);
      default -> throw new IllegalStateException(task);
    };
  }

  private Filled cased(Chance chance, boolean upper) {
    String small =
        String.join(" ", chance.some(chance.below(2), words.list("adjective")))
            .concat(" " + words.draw(chance, "noun"))
            .strip();
    String large = small.toUpperCase(Locale.ROOT);
    String form = upper ? "upper-case" : "lower-case";
    return new Filled(
        Map.of("x", upper ? small : large),
        upper ? large : small,
        List.of(form, "require " + small, "max-words " + small.split(" ").length));
  }

  private Filled repeat(Chance chance) {
    int times = chance.between(2, 5);
    String word = words.draw(chance, "noun");
    String response = String.join(" ", Collections.nCopies(times, word));
    return new Filled(
        Map.of("x", word, "n", English.number(times)),
        response,
        List.of("require " + response, "max-words " + times));
  }

  private Filled bullets(Chance chance) {
    int count = chance.between(2, 5);
    String list = chance.oneOf(List.copyOf(LISTS.keySet()));
    List<String> items = chance.some(count, words.list(list));
    return new Filled(
        Map.of("x", LISTS.get(list), "n", English.number(count)),
        "- " + String.join("\n- ", items),
        List.of("bullets " + count));
  }

  private Filled ends(Chance chance) {
    List<String> nouns = chance.some(2, words.list("noun"));
    String adjective = words.draw(chance, "adjective");
    String verb = words.draw(chance, "verb");
    String response =
        chance.percent(50)
            ? "The " + nouns.get(0) + " " + verb + " near the " + nouns.get(1) + "."
            : "The " + adjective + " " + nouns.get(0) + " is by the " + nouns.get(1) + ".";
    return new Filled(
        Map.of("x", nouns.get(0), "y", nouns.get(1)),
        response,
        List.of("require " + nouns.get(0), "ends-with " + nouns.get(1) + "."));
  }

  private Filled starts(Chance chance) {
    String first = chance.oneOf(FIRST_WORDS);
    String noun = words.draw(chance, "noun");
    String response = first + " the " + noun + " " + words.draw(chance, "verb") + ".";
    return new Filled(
        Map.of("x", noun, "y", first),
        response,
        List.of("require " + noun, "starts-with " + first));
  }

  private Filled include(Chance chance) {
    List<String> nouns = chance.some(2, words.list("noun"));
    String where = chance.oneOf(List.of("near", "behind", "before", "beside"));
    String response = "The " + nouns.get(0) + " is " + where + " the " + nouns.get(1) + ".";
    return new Filled(
        Map.of("x", nouns.get(0), "y", nouns.get(1)),
        response,
        List.of("require " + nouns.get(0), "require " + nouns.get(1)));
  }

  private Filled avoid(Chance chance) {
    String noun = words.draw(chance, "noun");
    List<String> adjectives = chance.some(3, words.list("adjective"));
    String response =
        "The " + noun + " is " + adjectives.get(0) + " and " + adjectives.get(1) + ".";
    return new Filled(
        Map.of("x", noun, "y", adjectives.get(2)),
        response,
        List.of("require " + noun, "forbid " + adjectives.get(2)));
  }

  private Filled counted(Chance chance) {
    int count = chance.between(3, 6);
    String noun = words.draw(chance, "noun");
    List<String> sentence = new ArrayList<>(List.of("the", noun, words.draw(chance, "verb")));
    if (count > 3) {
      sentence.add(1, words.draw(chance, "adjective"));
    }
    if (count > 4) {
      sentence.add(0, chance.oneOf(FIRST_WORDS));
    }
    if (count > 5) {
      sentence.add("alone");
    }
    return new Filled(
        Map.of("x", noun, "n", English.number(count)),
        English.capital(String.join(" ", sentence)) + ".",
        List.of("require " + noun, "min-words " + count, "max-words " + count));
  }

  private Filled json(Chance chance, boolean held) {
    String name = names.draw(chance, "person", held);
    String key = chance.oneOf(List.of("job", "pet", "food", "colour", "hobby", "instrument"));
    String value = words.draw(chance, key);
    return new Filled(
        Map.of("x", name, "k", key, "y", value),
        "{\"name\": \"" + name + "\", \"" + key + "\": \"" + value + "\"}",
        List.of("json", "require " + name, "require " + value));
  }

  private Filled reverse(Chance chance) {
    List<String> given = chance.some(chance.between(2, 4), words.list("noun"));
    List<String> turned = new ArrayList<>(given);
    Collections.reverse(turned);
    String response = String.join(" ", turned);
    return new Filled(
        Map.of("x", English.list(given)),
        response,
        List.of("require " + response, "max-words " + given.size()));
  }
}
