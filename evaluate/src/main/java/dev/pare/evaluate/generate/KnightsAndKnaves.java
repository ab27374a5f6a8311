package dev.pare.evaluate.generate;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Knights, who say what is true, and knaves, who say what is false (R. Smullyan), each puzzle with
 * a twin that differs in one statement and has another solution (C. Xie et al., <i>On Memorization
 * of Large Language Models in Logical Reasoning</i>, arXiv 2410.23123). Either has exactly one.
 *
 * <p>Options: {@code people}, and {@code ask}: {@code all} for what each of them is (the choices
 * are all assignments), {@code one} for one whom the twin makes the other. Fields: {@code people}
 * (their names in a row), {@code statements} (a line each), {@code person}, {@code choices}, {@code
 * answer}, {@code answers}, {@code size}.
 */
final class KnightsAndKnaves implements SampleGenerator {
  static final String NAME = "knights-and-knaves";
  private static final String PEOPLE = "people";
  private static final String ASK = "ask";
  private static final int MOST_PEOPLE = 6;

  /** Changes of one statement before another puzzle is drawn: few puzzles have no twin. */
  private static final int TRIES = 200;

  private static final List<String> NAMES = WordList.named("names");

  private final List<Integer> people;
  private final boolean all;

  KnightsAndKnaves(JsonObject options) {
    Yaml.requireKeys(options, Set.of(PEOPLE, ASK));
    people = Numbers.read(options, PEOPLE, 2, MOST_PEOPLE, List.of(2, 3));
    String ask = options.string(ASK).orElse("all");
    if (!Set.of("all", "one").contains(ask)) {
      throw new PareException(options.source(), "\"ask\" is " + ask, "write all or one");
    }
    all = ask.equals("all");
  }

  @Override
  public String ifTooLong() {
    return "lower \"people\", or take a model with a longer context";
  }

  @Override
  public GeneratedSamples open(DataFolder folder, long seed) {
    return index -> puzzles(new Draws(seed, NAME, index), index);
  }

  private List<Map<String, Object>> puzzles(Draws draws, int index) {
    int size = people.get(Math.floorMod(index, people.size()));
    List<String> names = draws.some(size, NAMES);
    Island original = null;
    Island twin = null;
    while (twin == null) {
      original = Island.drawn(draws, size);
      twin = original.twin(draws, TRIES);
    }
    int one = original.solution().orElseThrow();
    int other = twin.solution().orElseThrow();
    int person = draws.oneOf(bits(one ^ other, size));
    return List.of(fields(original, one, names, person), fields(twin, other, names, person));
  }

  private static List<Integer> bits(int set, int size) {
    return IntStream.range(0, size).filter(i -> (set >>> i & 1) == 1).boxed().toList();
  }

  private Map<String, Object> fields(Island island, int knights, List<String> names, int person) {
    List<String> choices = new ArrayList<>();
    for (int i = 0; all && i < 1 << names.size(); i++) {
      choices.add(roles(i, names));
    }
    if (!all) {
      choices.addAll(List.of(Statement.role(false), Statement.role(true)));
    }
    int answer = all ? knights : knights >>> person & 1;
    return Map.of(
        PEOPLE,
        inARow(names),
        "statements",
        island.text(names),
        "person",
        names.get(person),
        "size",
        (long) names.size(),
        Sample.CHOICES,
        choices,
        Sample.ANSWER,
        (long) answer,
        Sample.ANSWERS,
        List.of(choices.get(answer)));
  }

  private static String roles(int knights, List<String> names) {
    List<String> roles =
        IntStream.range(0, names.size())
            .mapToObj(i -> names.get(i) + " is a " + Statement.role((knights >>> i & 1) == 1))
            .toList();
    return inARow(roles);
  }

  /** "a and b", "a, b and c". */
  private static String inARow(List<String> things) {
    int last = things.size() - 1;
    return String.join(", ", things.subList(0, last)) + " and " + things.get(last);
  }
}
