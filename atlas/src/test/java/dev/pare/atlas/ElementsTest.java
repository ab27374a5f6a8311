package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table of elements against the laws of the periodic table. */
class ElementsTest {
  private static final World WORLD = World.read();
  private static final List<Integer> NOBLE_GASES = List.of(2, 10, 18, 36, 54, 86, 118);
  private static final Map<Integer, String> NAMES = new HashMap<>();

  static {
    WORLD
        .facts("number")
        .forEach(fact -> NAMES.put(Integer.parseInt(object(fact)), fact.subject()));
  }

  private static String object(Fact fact) {
    return fact.objects().get(0).text();
  }

  /** The first object by subject. */
  private static Map<String, String> table(String relation) {
    return WORLD.facts(relation).stream()
        .collect(Collectors.toMap(Fact::subject, ElementsTest::object));
  }

  @Test
  void numbersRunFrom1To118() {
    assertEquals(IntStream.rangeClosed(1, 118).boxed().collect(Collectors.toSet()), NAMES.keySet());
    Map<String, String> next = table("next");
    for (int number = 1; number < 118; number++) {
      assertEquals(NAMES.get(number + 1), next.get(NAMES.get(number)));
    }
  }

  @Test
  void symbolsAreAllDifferent() {
    Map<String, String> symbols = table("symbol");
    assertEquals(118, new HashSet<>(symbols.values()).size());
    symbols.values().forEach(symbol -> assertTrue(symbol.matches("[A-Z][a-z]?"), symbol));
  }

  @Test
  void nobleGasesEndThePeriodsAndMakeGroup18() {
    Map<String, String> periods = table("period");
    Map<String, String> groups = table("group");
    for (Map.Entry<Integer, String> element : NAMES.entrySet()) {
      long period = 1 + NOBLE_GASES.stream().filter(last -> last < element.getKey()).count();
      assertEquals(Long.toString(period), periods.get(element.getValue()), element.getValue());
      boolean noble = NOBLE_GASES.contains(element.getKey());
      assertEquals(noble, "18".equals(groups.get(element.getValue())), element.getValue());
    }
  }

  @Test
  void groupsFollowFromNumbers() {
    Map<String, String> groups = table("group");
    for (int number = 1; number <= 118; number++) {
      String expected = group(number);
      assertEquals(expected, groups.get(NAMES.get(number)), NAMES.get(number));
    }
  }

  /** From the distance to the noble gases around it; none for lanthanides and actinides. */
  private static String group(int number) {
    int last = NOBLE_GASES.stream().filter(gas -> gas < number).reduce(0, (a, b) -> b);
    int next = NOBLE_GASES.stream().filter(gas -> gas >= number).findFirst().orElseThrow();
    int ahead = number - last;
    int left = next - number;
    if (number == 2 || (left <= 5 && number > 4)) {
      return Integer.toString(18 - left);
    }
    if (ahead <= 2) {
      return Integer.toString(ahead);
    }
    int length = next - last;
    if (length == 18) {
      return Integer.toString(ahead);
    }
    return ahead >= 18 ? Integer.toString(ahead - 14) : null;
  }

  @Test
  void blocksFollowFromGroups() {
    Map<String, String> groups = table("group");
    Map<String, String> blocks = table("block");
    for (String element : NAMES.values()) {
      String group = groups.get(element);
      int column = group == null ? 0 : Integer.parseInt(group);
      String expected =
          column == 0
              ? "f"
              : element.equals("helium") || column <= 2 ? "s" : column <= 12 ? "d" : "p";
      String block = blocks.get(element);
      assertTrue(block == null ? column == 0 : block.equals(expected), element);
    }
  }

  @Test
  void categoriesFollowFromPlaces() {
    Map<String, String> groups = table("group");
    Map<String, String> categories = table("category");
    for (Map.Entry<Integer, String> element : NAMES.entrySet()) {
      String category = categories.getOrDefault(element.getValue(), "");
      int number = element.getKey();
      assertEquals(number >= 57 && number <= 71, category.equals("lanthanide"), element.getValue());
      assertEquals(number >= 89 && number <= 103, category.equals("actinide"), element.getValue());
      boolean alkali = "1".equals(groups.get(element.getValue())) && number > 1;
      assertEquals(alkali, category.equals("alkali metal"), element.getValue());
      boolean earth = "2".equals(groups.get(element.getValue()));
      assertEquals(earth, category.equals("alkaline earth metal"), element.getValue());
      boolean noble = NOBLE_GASES.contains(number) && number < 118;
      assertEquals(noble, category.equals("noble gas"), element.getValue());
    }
  }

  @Test
  void statesAndWeights() {
    Map<String, String> states = table("state");
    Map<String, Long> counts =
        states.values().stream()
            .collect(Collectors.groupingBy(state -> state, Collectors.counting()));
    assertEquals(11, counts.get("gas"));
    assertEquals(2, counts.get("liquid"));
    assertEquals("liquid", states.get("mercury"));
    assertEquals("liquid", states.get("bromine"));
    Map<String, String> weights = table("weight");
    Set<String> lighter = Set.of("potassium", "iodine", "protactinium");
    int before = 0;
    for (int number = 1; number <= 118; number++) {
      String weight = weights.get(NAMES.get(number));
      if (weight != null) {
        int value = Integer.parseInt(weight);
        assertTrue(value >= before || lighter.contains(NAMES.get(number)), NAMES.get(number));
        assertTrue(value >= 2 * number - 1 && value <= 2.6 * number + 1, NAMES.get(number));
        before = value;
      }
    }
  }
}
