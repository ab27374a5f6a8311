package dev.pare.evaluate.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.evaluate.dataset.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetrievalTest {
  private static final Pattern FACT = Pattern.compile("The secret number of (\\w+) is (\\d{5})\\.");

  @TempDir private Path folder;

  private static int number(Sample sample, String field) {
    return Integer.parseInt(sample.text(field));
  }

  @Test
  void theValueIsTheKeysInTheObject() {
    List<Sample> samples =
        Made.samples("key-value", "pairs: [5, 21], depths: [0, 50, 100], distractors: 4", 1, 60);
    Set<String> places = new TreeSet<>();
    for (Sample sample : samples) {
      JsonObject object = Json.readObject("context", sample.text(Sample.CONTEXT));
      List<String> keys = List.copyOf(object.keys());
      assertEquals(number(sample, "pairs"), keys.size());
      String right = object.requireString(sample.text("key"));
      assertEquals(List.of(right), sample.texts(Sample.ANSWERS));
      List<String> choices = sample.texts(Sample.CHOICES);
      assertEquals(right, choices.get(sample.answerIndex()));
      assertEquals(5, Set.copyOf(choices).size());
      assertTrue(object.values().values().containsAll(choices));
      assertTrue(right.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), right);
      assertEquals(
          number(sample, "depth"), 100 * keys.indexOf(sample.text("key")) / (keys.size() - 1));
      places.add(sample.text("pairs") + "@" + sample.text("depth"));
    }
    assertEquals(Set.of("5@0", "5@50", "5@100", "21@0", "21@50", "21@100"), places);
    assertEquals(5, samples.stream().map(Sample::answerIndex).distinct().count());
  }

  @Test
  void shorterCodesAreWithoutDashes() {
    Sample sample = Made.samples("key-value", "digits: 8", 1, 1).get(0);
    assertTrue(sample.text(Sample.ANSWERS).matches("[0-9a-f]{8}"));
  }

  @Test
  void theNeedleLiesWhereItSays() {
    List<Sample> samples =
        Made.samples("needle", "length: [150, 800], depths: [0, 10, 50, 90, 100]", 2, 100);
    for (Sample sample : samples) {
      String context = sample.text(Sample.CONTEXT);
      String needle =
          "The secret number of " + sample.text("who") + " is " + sample.text(Sample.ANSWERS) + ".";
      assertEquals(context.indexOf(needle), context.lastIndexOf(needle));
      int words = context.split(" ", -1).length;
      int length = number(sample, "length");
      assertTrue(words <= length && words > length - 20, words + " of " + length);
      String before = context.substring(0, context.indexOf(needle)).strip();
      int wordsBefore = before.isEmpty() ? 0 : before.split(" ", -1).length;
      double exact = number(sample, "depth") / 100.0 * (words - 7);
      assertTrue(
          wordsBefore >= exact - 1e-9 && wordsBefore < exact + 20, wordsBefore + ", not " + exact);
      List<String> told = new ArrayList<>();
      Matcher facts = FACT.matcher(context);
      while (facts.find()) {
        told.add(facts.group(2));
      }
      assertEquals(4, told.size());
      assertEquals(Set.copyOf(told), Set.copyOf(sample.texts(Sample.CHOICES)));
      assertEquals(
          sample.text(Sample.ANSWERS), sample.texts(Sample.CHOICES).get(sample.answerIndex()));
    }
    assertEquals(100, samples.stream().map(s -> s.text(Sample.CONTEXT)).distinct().count());
  }

  @Test
  void theNeedleMayBeAlone() {
    Sample sample = Made.samples("needle", "distractors: 0, length: 60", 2, 1).get(0);
    assertFalse(sample.fields().containsKey(Sample.CHOICES));
    assertEquals(1, FACT.matcher(sample.text(Sample.CONTEXT)).results().count());
  }

  @Test
  void aFileFillsInItsOrder() throws IOException {
    Path file = Files.writeString(folder.resolve("own.txt"), "  One two. Three\nfour! Five six");
    Set<String> firsts = new HashSet<>();
    for (Sample sample :
        Made.samples("needle", "filler: own.txt, length: 100", 2, 30, List.of(file))) {
      String filler =
          FACT.matcher(sample.text(Sample.CONTEXT)).replaceAll("").replaceAll(" +", " ").strip();
      assertTrue(
          "One two. Three four! Five six ".repeat(20).contains(filler), "not in order: " + filler);
      firsts.add(filler.substring(0, filler.indexOf(' ')));
    }
    assertEquals(Set.of("One", "Three", "Five"), firsts);
    assertEquals(List.of("own.txt"), Made.generator("needle", "filler: own.txt").reads());
  }

  /** A text without any full stop is cut into pieces, so that lengths and depths still hold. */
  @Test
  void aFileMayBeWithoutSentences() throws IOException {
    Path file = Files.writeString(folder.resolve("own.txt"), "la ".repeat(5000));
    Sample sample =
        Made.samples("needle", "filler: own.txt, length: 500", 2, 1, List.of(file)).get(0);
    int words = sample.text(Sample.CONTEXT).split(" ", -1).length;
    assertTrue(words <= 500 && words >= 450, words + " words");
  }

  @Test
  void refusesAFileWithoutWords() throws IOException {
    Path file = Files.writeString(folder.resolve("own.txt"), " \n ");
    PareException failure =
        assertThrows(
            PareException.class,
            () -> Made.samples("needle", "filler: own.txt", 2, 1, List.of(file)));
    assertEquals(file + ": has no words; name a text to fill contexts with", failure.getMessage());
    Files.write(file, new byte[] {'a', (byte) 0xff});
    failure =
        assertThrows(
            PareException.class,
            () -> Made.samples("needle", "filler: own.txt", 2, 1, List.of(file)));
    assertTrue(failure.getMessage().contains("is not UTF-8 at byte 1"), failure.getMessage());
    failure =
        assertThrows(
            PareException.class,
            () -> Made.samples("needle", "filler: own.txt", 2, 1, List.of(file, file)));
    assertEquals("t generate: \"filler\" names 2 files; name one", failure.getMessage());
  }

  @Test
  void ownSentencesAreOfManyKinds() {
    Set<String> sentences =
        Made.samples("needle", "length: 2000", 3, 5).stream()
            .flatMap(s -> List.of(s.text(Sample.CONTEXT).split("(?<=\\.) ")).stream())
            .collect(Collectors.toSet());
    assertTrue(sentences.size() > 600, sentences.size() + " sentences");
  }
}
