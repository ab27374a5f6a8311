package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of people and works against each other. */
class ArtsTest {
  private static final World WORLD = World.read();

  /** Works that came out after their makers' death, and the years since then at most. */
  private static final Map<String, Integer> POSTHUMOUS =
      Map.of(
          "\"The Prince\"", 5,
          "\"The Trial\"", 1,
          "\"The Castle\"", 2,
          "\"The Master and Margarita\"", 27,
          "\"Long Day's Journey into Night\"", 3,
          "\"Under Milk Wood\"", 1,
          "\"The Book of Disquiet\"", 47,
          "\"Turandot\"", 2);

  private static Map<String, Integer> years(String relation) {
    return WORLD.facts(relation).stream()
        .collect(Collectors.toMap(Fact::subject, fact -> Integer.parseInt(first(fact))));
  }

  private static String first(Fact fact) {
    return fact.objects().get(0).text();
  }

  @Test
  void livesAreOfAPossibleLength() {
    Map<String, Integer> born = years("born");
    Map<String, Integer> died = years("died");
    died.forEach(
        (person, year) -> {
          if (born.containsKey(person)) {
            int age = year - born.get(person);
            assertTrue(age >= 20 && age <= 103, person + " " + age);
          }
        });
  }

  @Test
  void worksAreMadeInTheirMakersLives() {
    Map<String, Integer> born = years("born");
    Map<String, Integer> died = years("died");
    Map<String, Integer> years = years("year");
    for (String relation : Set.of("author", "painter", "composer")) {
      for (Fact fact : WORLD.facts(relation)) {
        Integer year = years.get(fact.subject());
        if (year != null) {
          int earliest = born.getOrDefault(first(fact), year - 20) + 17;
          int latest = died.getOrDefault(first(fact), year);
          int late = POSTHUMOUS.getOrDefault(fact.subject(), 0);
          assertTrue(year >= earliest && year <= latest + late, fact.id() + " " + year);
        }
      }
    }
  }

  @Test
  void makersHaveTheOccupationOfTheirWorks() {
    for (Fact fact : WORLD.facts("painter")) {
      assertTrue(occupations(fact).contains("painter"), fact.id());
    }
    for (Fact fact : WORLD.facts("composer")) {
      assertEquals(Set.of("composer"), occupations(fact), fact.id());
    }
  }

  @Test
  void formsFitOccupations() {
    Map<String, String> forms =
        WORLD.facts("form").stream().collect(Collectors.toMap(Fact::subject, ArtsTest::first));
    for (Fact fact : WORLD.facts("author")) {
      String form = forms.getOrDefault(fact.subject(), "");
      Set<String> occupations = occupations(fact);
      assertTrue(
          !form.equals("play")
              || occupations.contains("playwright")
              || fact.subject().equals("\"Under Milk Wood\""),
          fact.id());
      assertTrue(!form.equals("novel") || occupations.contains("novelist"), fact.id());
      assertTrue(!form.contains("poem") || occupations.contains("poet"), fact.id());
    }
  }

  private static Set<String> occupations(Fact fact) {
    return WORLD.fact("occupation/" + first(fact)).objects().stream()
        .map(Term::text)
        .collect(Collectors.toSet());
  }
}
