package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnglishTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {S} borders on             | the Netherlands | The Netherlands borders on
          {S's} capital is           | the Netherlands | The Netherlands' capital is
          {S's} capital is           | Laos            | Laos's capital is
          What is {s's} capital?     | Peru            | What is Peru's capital?
          {S's} currency is the      | Saint Vincent and the Grenadines | Saint Vincent and the Grenadines' currency is the
          The symbol of {s} is       | iron            | The symbol of iron is
          {S} has the symbol         | iron            | Iron has the symbol
          {S} is known as a          | Emily Dickinson | Emily Dickinson is known as
          """)
  void framesTakeSubjects(String frame, String subject, String text) {
    assertEquals(text, new Frame(frame).about(subject));
  }

  @Test
  void articles() {
    assertEquals("an alkali metal", new Frame("{S} is a").object("alkali metal"));
    assertEquals("a noble gas", new Frame("{S} is a").object("noble gas"));
    assertEquals("gas", new Frame("The state of {s} is").object("gas"));
    assertEquals("a unit", English.withArticle("unit"));
    assertEquals("an hour", English.withArticle("hour"));
  }

  @Test
  void lists() {
    assertEquals("a", English.list(List.of("a")));
    assertEquals("a, b and c", English.list(List.of("a", "b", "c")));
    assertEquals("twelve", English.number(12));
    assertEquals("13", English.number(13));
  }

  @Test
  void namesAreOfNobody() {
    Names names = new Names(Documents.WORLD);
    Chance chance = new Chance(1, "names", 0);
    List<String> kinds = List.of("person", "town", "river", "country", "language");
    Set<String> known =
        Documents.WORLD.facts().stream()
            .flatMap(fact -> Stream.concat(Stream.of(fact.subject()), fact.accepted().stream()))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    for (int i = 0; i < 3000; i++) {
      String name = names.draw(chance, kinds.get(i % kinds.size()), i % 2 == 0);
      assertTrue(name.matches("[A-Z][a-z]{3,10}"), name);
      assertEquals(i % 2 == 0, Names.isHeld(name));
      assertFalse(known.contains(name.toLowerCase(Locale.ROOT)), name);
    }
  }

  @Test
  void aQuarterOfAllNamesIsHeld() {
    long held = IntStream.range(0, 4000).filter(i -> Names.isHeld("Name" + i)).count();
    assertEquals(0.25, held / 4000.0, 0.02);
  }

  @Test
  void chanceIsTheSameForEver() {
    Chance chance = new Chance(42, "golden", 3);
    StringBuilder drawn = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      drawn.append(chance.below(1000)).append(' ');
    }
    assertEquals("200 41 292 74 647 938 692 567", drawn.toString().strip());
  }
}
