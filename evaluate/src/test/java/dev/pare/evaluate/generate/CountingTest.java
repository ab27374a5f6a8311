package dev.pare.evaluate.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.evaluate.dataset.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CountingTest {
  private static void assertAnswer(int count, Sample sample) {
    assertEquals(List.of("" + count), sample.texts(Sample.ANSWERS));
    assertEquals("" + count, sample.texts(Sample.CHOICES).get(sample.answerIndex()));
  }

  private static Map<String, Integer> counts(List<Sample> samples) {
    Map<String, Integer> counts = new HashMap<>();
    samples.forEach(sample -> counts.merge(sample.text(Sample.ANSWERS), 1, Integer::sum));
    return counts;
  }

  @Test
  void lettersAreCounted() {
    List<Sample> samples = Made.samples("letters", "", 5, 400);
    for (Sample sample : samples) {
      String word = sample.text("word");
      assertAnswer(word.length() - word.replace(sample.text("letter"), "").length(), sample);
    }
    assertEquals(Map.of("0", 100, "1", 100, "2", 100, "3", 100), counts(samples));
  }

  @Test
  void aWordIsCounted() {
    List<Sample> samples = Made.samples("words", "length: 9, most: 4", 6, 500);
    for (Sample sample : samples) {
      List<String> words = List.of(sample.text("text").split(" ", -1));
      assertEquals(9, words.size());
      int count = (int) words.stream().filter(sample.text("word")::equals).count();
      assertAnswer(count, sample);
      assertEquals(9 - Math.max(0, count - 1), Set.copyOf(words).size());
    }
    assertEquals(Map.of("0", 100, "1", 100, "2", 100, "3", 100, "4", 100), counts(samples));
  }

  @Test
  void allWordsAreCounted() {
    List<Sample> samples = Made.samples("words", "ask: all, most: 6", 7, 60);
    for (Sample sample : samples) {
      assertAnswer(Set.of(sample.text("text").split(" ", -1)).size(), sample);
      assertEquals(6, sample.texts(Sample.CHOICES).size());
    }
    assertEquals(Set.of("1", "2", "3", "4", "5", "6"), counts(samples).keySet());
    assertTrue(counts(samples).values().stream().allMatch(count -> count == 10));
  }

  @Test
  void wordsAreWordsOnce() {
    List<String> words = WordList.named("words");
    assertEquals(words.size(), Set.copyOf(words).size());
    assertTrue(words.stream().allMatch(word -> word.matches("[a-z]{4,}")));
  }
}
