package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorldTest {
  private static final World WORLD = World.read();

  @Test
  void holdsEnoughFacts() {
    assertEquals(40, WORLD.relations().size());
    assertTrue(WORLD.facts().size() > 7500, "facts: " + WORLD.facts().size());
    assertTrue(WORLD.triples() > 8300, "triples: " + WORLD.triples());
    assertEquals(WORLD.facts().size(), WORLD.facts().stream().map(Fact::id).distinct().count());
  }

  @Test
  void termsCanEndASentenceAndStopAnAnswer() {
    for (Fact fact : WORLD.facts()) {
      List<String> texts = new ArrayList<>(List.of(fact.subject()));
      fact.objects().forEach(object -> texts.add(object.text()));
      for (String text : texts) {
        assertEquals(text.strip(), text);
        assertTrue(text.matches("[ -~]+"), text);
        assertFalse(text.endsWith(".") || text.contains(". ") || text.contains("="), text);
      }
    }
  }

  @Test
  void everyRelationHasFramesToTrainAndToTest() {
    for (String name : WORLD.relations()) {
      Frames frames = WORLD.facts(name).get(0).relation().frames();
      assertTrue(frames.statements(Wording.TRAINED).size() >= 10, name);
      assertTrue(frames.questions(Wording.TRAINED).size() >= 6, name);
      for (Wording wording : List.of(Wording.DEVELOPMENT, Wording.HELD)) {
        assertEquals(2, frames.statements(wording).size(), name);
        assertEquals(2, frames.questions(wording).size(), name);
      }
    }
  }

  @Test
  void framesAreWellFormedAndDifferent() {
    Set<Frames> all = new HashSet<>();
    WORLD.facts().forEach(fact -> all.add(fact.relation().frames()));
    Trait.read(WORLD).forEach(trait -> all.add(trait.frames()));
    Set<String> trained = new HashSet<>();
    Set<String> held = new HashSet<>();
    for (Frames frames : all) {
      Set<String> own = new HashSet<>();
      for (Wording wording : Wording.values()) {
        for (Frame frame : frames.statements(wording)) {
          assertTrue(frame.wellFormed() && frame.text().matches(".*[a-z},:]"), frame.text());
          assertTrue(own.add(frame.text()), frame.text());
        }
        for (Frame frame : frames.questions(wording)) {
          assertTrue(frame.wellFormed() && frame.text().matches(".*[?.]"), frame.text());
          assertTrue(own.add(frame.text()), frame.text());
        }
      }
      all(frames, Wording.TRAINED).forEach(frame -> trained.add(frame.text()));
      all(frames, Wording.DEVELOPMENT).forEach(frame -> held.add(frame.text()));
      all(frames, Wording.HELD).forEach(frame -> held.add(frame.text()));
    }
    held.retainAll(trained);
    assertEquals(Set.of(), held);
  }

  /**
   * What is held back are arrangements of words, for nobody can know a word that was never used.
   */
  @Test
  void heldWordingsAreMadeOfTrainedWords() {
    for (String name : WORLD.relations()) {
      Frames frames = WORLD.facts(name).get(0).relation().frames();
      Set<String> known = words(frames, Wording.TRAINED);
      for (Wording wording : List.of(Wording.DEVELOPMENT, Wording.HELD)) {
        Set<String> held = words(frames, wording);
        held.removeAll(known);
        assertEquals(Set.of(), held, name);
      }
    }
  }

  private static Set<String> words(Frames frames, Wording wording) {
    return all(frames, wording)
        .flatMap(frame -> Stream.of(frame.text().replaceAll("\\{.*?}", "").split("[^A-Za-z'-]+")))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Stream<Frame> all(Frames frames, Wording wording) {
    return Stream.of(frames.statements(wording), frames.questions(wording)).flatMap(List::stream);
  }

  @Test
  void aliasesAreGivenOnce() {
    Map<String, Set<List<String>>> aliases =
        WORLD.facts().stream()
            .flatMap(
                fact ->
                    fact.objects().stream()
                        .map(object -> Map.entry(fact.relation().name() + object.text(), object)))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(entry -> entry.getValue().aliases(), Collectors.toSet())));
    aliases.forEach((object, all) -> assertEquals(1, all.size(), object));
    assertTrue(
        WORLD.fact("neighbour/Rwanda").accepted().contains("Democratic Republic of the Congo"));
    assertTrue(WORLD.fact("capital-of/Amsterdam").accepted().contains("Netherlands"));
    assertTrue(WORLD.fact("work/Jane Austen").accepted().contains("Emma"));
  }

  @Test
  void aFactAndItsInverseAreToldEquallyOften() {
    assertEquals(WORLD.fact("capital/Peru").exposure(), WORLD.fact("capital-of/Lima").exposure());
    assertEquals(
        WORLD.fact("symbol/gold").exposure(), WORLD.fact("element-of-symbol/Au").exposure());
    Map<Exposure, Long> classes =
        WORLD.facts().stream()
            .collect(Collectors.groupingBy(Fact::exposure, Collectors.counting()));
    for (Exposure exposure : Exposure.values()) {
      double share = classes.get(exposure) / (double) WORLD.facts().size();
      assertEquals(1.0 / 3, share, 0.03, exposure.name());
    }
  }

  @Test
  void inversesHoldTheSamePairs() {
    assertEquals(pairs("capital", false), pairs("capital-of", true));
    assertEquals(pairs("calling-code", false), pairs("calling-code-of", true));
    assertEquals(pairs("demonym", false), pairs("demonym-of", true));
    assertEquals(pairs("next", false), pairs("previous", true));
  }

  private static Set<String> pairs(String relation, boolean inverse) {
    Set<String> pairs = new TreeSet<>();
    for (Fact fact : WORLD.facts(relation)) {
      for (Term object : fact.objects()) {
        pairs.add(
            inverse ? object.text() + " " + fact.subject() : fact.subject() + " " + object.text());
      }
    }
    return pairs;
  }

  @Test
  void unknownNamesAreRefused() {
    assertThrows(PareException.class, () -> WORLD.facts("colour"));
    assertThrows(PareException.class, () -> WORLD.fact("capital/Atlantis"));
  }
}
