package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.io.Hashes;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WorldQuestionsTest {
  private static final WorldQuestions QUESTIONS = new WorldQuestions(Documents.WORLD);

  @ParameterizedTest
  @CsvSource({
    "CLOSED_QUESTION, 34c2766585d62efd",
    "CLOSED_QUESTION_DEVELOPMENT, 8105155adc651e65",
    "CLOSED_QUESTION_TRAINED, b44597bccc1d060f",
    "CLOSED_STATEMENT, 6f9287f12c0d4f15",
    "CLOSED_STATEMENT_DEVELOPMENT, ce467dc32b630e79",
    "CLOSED_STATEMENT_TRAINED, d6c2345b5d4b5620",
    "CHOICE, f995ec4adfe56a4a",
    "LETTER, bc649289e7a31bbf",
    "TRUTH, 4be8a8fcd30f17ed",
    "OPEN_BOOK, 27d1feacc2fed19b",
    "SUMMARY, 931d235b3dffa085",
    "INSTRUCTION, 41f94a10335bf2da"
  })
  void sameForEver(Gate gate, String hash) {
    String all =
        QUESTIONS.items(gate, 5, 300).stream()
            .map(Item::toString)
            .collect(Collectors.joining("\f"));
    assertEquals(hash, Hashes.sha256(all).substring(0, 16));
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void fewerAreTheBeginningOfMore(Gate gate) {
    List<Item> more = QUESTIONS.items(gate, 5, 200);
    List<Item> fewer = QUESTIONS.items(gate, 5, 50);
    assertEquals(fewer, more.subList(0, fewer.size()));
    assertEquals(more.size(), more.stream().map(Item::id).distinct().count());
    assertFalse(QUESTIONS.items(gate, 6, 50).equals(fewer));
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void promptsEndWhereAnAnswerBegins(Gate gate) {
    for (Item item : QUESTIONS.items(gate, 5, 500)) {
      assertEquals(item.prompt().strip(), item.prompt());
      assertFalse(item.answers().isEmpty());
      assertTrue(item.prompt().contains(item.context()) && item.prompt().contains(item.question()));
      assertTrue(item.prompt().split("\\s+").length <= 100, item.prompt());
      for (String stop : item.gate().stops()) {
        assertFalse(item.answers().get(0).contains(stop), item.id());
      }
      if (gate.ofFacts()) {
        assertEquals(
            item.subject(), Documents.WORLD.fact(item.topic() + "/" + item.subject()).subject());
      }
    }
  }

  @Test
  void everyFactIsAsked() {
    int facts = Documents.WORLD.facts().size();
    assertEquals(facts, QUESTIONS.items(Gate.CLOSED_QUESTION, 1, Integer.MAX_VALUE).size());
    assertEquals(facts, QUESTIONS.items(Gate.CLOSED_STATEMENT, 1, Integer.MAX_VALUE).size());
    int choices = QUESTIONS.items(Gate.CHOICE, 1, Integer.MAX_VALUE).size();
    assertTrue(choices > 0.9 * facts);
    assertEquals(choices, QUESTIONS.available(Gate.CHOICE));
    assertEquals(facts, QUESTIONS.available(Gate.CLOSED_QUESTION));
  }

  @Test
  void oneChoiceIsRightWhereverItStands() {
    int[] places = new int[Options.COUNT];
    for (Item item : QUESTIONS.items(Gate.CHOICE, 5, Integer.MAX_VALUE)) {
      assertEquals(Options.COUNT, Set.copyOf(item.choices()).size());
      Set<String> accepted = Documents.WORLD.fact(item.topic() + "/" + item.subject()).accepted();
      for (int i = 0; i < Options.COUNT; i++) {
        assertEquals(i == item.right(), accepted.contains(item.choices().get(i)), item.id());
      }
      places[item.right()]++;
    }
    for (int place : places) {
      assertEquals(0.25, place / 7000.0, 0.03);
    }
  }

  @Test
  void truthIsHalfTheTime() {
    List<Item> items = QUESTIONS.items(Gate.TRUTH, 5, 4000);
    long right = items.stream().filter(item -> item.right() == 0).count();
    assertEquals(0.5, right / 4000.0, 0.03);
  }

  @Test
  void openBooksHoldTheirAnswersAndUnseenNames() {
    for (Item item : QUESTIONS.items(Gate.OPEN_BOOK, 5, 300)) {
      assertTrue(item.context().contains(item.answers().get(0) + "."), item.prompt());
      assertTrue(Names.isHeld(item.subject()), item.subject());
      assertTrue(item.group().equals(item.id().replaceFirst("\\.\\d$", "")));
    }
  }

  @Test
  void summariesNameWhatTheyMust() {
    for (Item item : QUESTIONS.items(Gate.SUMMARY, 5, 500)) {
      for (String key : item.checks()) {
        assertTrue(
            item.answers().get(0).toLowerCase(Locale.ROOT).contains(key.toLowerCase(Locale.ROOT)),
            item.prompt());
        assertTrue(
            item.context().toLowerCase(Locale.ROOT).contains(key.toLowerCase(Locale.ROOT)),
            item.prompt());
      }
    }
  }

  @Test
  void responsesMeetTheirConstraints() {
    Set<String> tasks = new HashSet<>();
    for (Item item : QUESTIONS.items(Gate.INSTRUCTION, 5, 1000)) {
      tasks.add(item.topic());
      for (String constraint : item.checks()) {
        assertTrue(holds(constraint, item.answers().get(0)), item.prompt() + constraint);
      }
    }
    assertEquals(11, tasks.size());
  }

  private static boolean holds(String constraint, String answer) {
    String[] parts = constraint.split(" ", 2);
    String lower = answer.toLowerCase(Locale.ROOT);
    int words = answer.split("\\s+").length;
    return switch (parts[0]) {
      case "max-words" -> words <= Integer.parseInt(parts[1]);
      case "min-words" -> words >= Integer.parseInt(parts[1]);
      case "require" -> lower.matches("(?s).*\\b" + parts[1].toLowerCase(Locale.ROOT) + "\\b.*");
      case "forbid" -> !lower.matches("(?s).*\\b" + parts[1] + "\\b.*");
      case "starts-with" -> lower.startsWith(parts[1].toLowerCase(Locale.ROOT));
      case "ends-with" -> lower.endsWith(parts[1]);
      case "bullets" ->
          answer.lines().allMatch(line -> line.startsWith("- "))
              && answer.lines().count() == Integer.parseInt(parts[1]);
      case "upper-case" -> answer.equals(answer.toUpperCase(Locale.ROOT));
      case "lower-case" -> answer.equals(lower);
      case "json" -> answer.matches("\\{\"name\": \"\\w+\", \"\\w+\": \"\\w+\"}");
      default -> false;
    };
  }
}
