package dev.pare.evaluate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where scorers go wrong. */
final class AnswerMetricsTest {
  /** References that an answer of nothing might satisfy. */
  private static final Map<String, List<String>> REFERENCES =
      Map.of(
          "option-letter", List.of("B"),
          "number", List.of("0"),
          "constraints", List.of("max-words 10", "forbid cheap", "bullets 0"),
          "constraints-all", List.of("max-words 10"));

  @Test
  void anEmptyAnswerNeverScores() {
    for (String name : AnswerMetrics.names()) {
      List<String> references =
          REFERENCES.getOrDefault(name, List.of("The", "", "!", "the A", "x"));
      for (String answer : List.of("", " ", "\n\t", "\u00a0", "\u200b", "\ufeff\n")) {
        double score = AnswerMetrics.named(name).score(answer, references);
        assertEquals(0, score, name + " of " + answer.codePoints().boxed().toList());
      }
    }
  }

  @Test
  void scoresStayBetweenNoneAndOne() {
    for (String name : AnswerMetrics.names()) {
      for (String answer : List.of("B", "the the the", "\ud800", "x x x 1 2", "```json\n{}\n```")) {
        List<String> references = REFERENCES.getOrDefault(name, List.of("x", "the"));
        double score = AnswerMetrics.named(name).score(answer, references);
        assertTrue(score >= 0, name + ": " + score);
        assertTrue(score <= 1 || !AnswerMetrics.isShare(name), name + ": " + score);
      }
    }
  }

  @Test
  void referencesThatSayNothingAreRefused() {
    for (String name :
        List.of("exact-match", "f1", "factoid-hit", "mentions", "rouge-l", "number")) {
      AnswerMetric metric = AnswerMetrics.named(name);
      assertThrows(PareException.class, () -> metric.score("x", List.of()));
      assertThrows(PareException.class, () -> metric.score("x", List.of(" ", "")));
    }
    assertThrows(PareException.class, () -> score("number", "5", "none"));
    assertThrows(PareException.class, () -> score("option-letter", "B", "Paris"));
  }

  @Test
  void mentionsIsTheShareThatIsSaid() {
    List<String> known = List.of("piano", "Rome", "New York", "Rome");
    AnswerMetric mentions = AnswerMetrics.named("mentions");
    assertEquals(1 / 3., mentions.score("He plays the Piano, in romeo's york.", known), 1e-12);
    assertEquals(1, mentions.score("new york rome PIANO", known));
    assertEquals(0, mentions.score("pianos", known));
  }

  @Test
  void unknownNamesAreRefused() {
    PareException e = assertThrows(PareException.class, () -> AnswerMetrics.named("bleu"));
    assertTrue(e.getMessage().contains("exact-match, f1, factoid-hit"), e.getMessage());
  }

  @Test
  void theBestAliasCounts() {
    assertEquals(1, score("exact-match", "Big Apple", "New York", "The Big Apple", "NYC"));
    assertEquals(0.8, score("f1", "the New York City", "Paris", "New York"), 1e-12);
    assertEquals(1, score("factoid-hit", "It is NYC.", "New York", "nyc"));
    assertEquals(0, score("exact-match", "New York or Paris", "New York", "Paris"));
  }

  @Test
  void whatLooksTheSameIsTheSame() {
    for (String name : List.of("exact-match", "f1", "squad-exact-match", "factoid-hit")) {
      assertEquals(1, score(name, "Beyonce\u0301", "Beyonc\u00e9"), name); // NFD, NFC
      assertEquals(1, score(name, "\uff30\uff41\uff52\uff49\uff53", "Paris"), name); // full width
      assertEquals(1, score(name, "Hawai\u2018i", "Hawai'i"), name);
      assertEquals(1, score(name, "the O\u2019Brien", "the O'Brien"), name);
      assertEquals(1, score(name, "New\u00a0York", "New  York"), name);
      assertEquals(1, score(name, "co\u00adop\u200b", "coop"), name); // soft hyphen, zero width
      assertEquals(1, score(name, "\ufb01re", "fire"), name); // ligature
      assertEquals(0, score(name, "Beyonce", "Beyonc\u00e9"), name); // an accent is a letter's
    }
  }

  @Test
  void articlesAndPunctuation() {
    assertEquals(1, score("exact-match", "an apple, a day", "Apple day!"));
    assertEquals(0, score("exact-match", "theme", "me"));
    assertEquals(1, score("exact-match", "rock\u2014n\u2014roll", "rock n roll"));
    assertEquals(1, score("squad-exact-match", "rock-n-roll", "rocknroll"));
    assertEquals(0, score("exact-match", "rock-n-roll", "rocknroll"));
    assertEquals(0, score("exact-match", "35", "3.5"));
    assertEquals(1, score("squad-exact-match", "35", "3.5")); // as the official script
  }

  /** The official scripts make these empty, and then an empty answer right. */
  @Test
  void answersOfArticlesOrPunctuationAlone() {
    assertEquals(1, score("exact-match", "the the", "The The"));
    assertEquals(0, score("exact-match", "a", "The The"));
    assertEquals(1, score("exact-match", "A.", "a"));
    assertEquals(1, score("exact-match", "!!!", "!!!"));
    assertEquals(0, score("exact-match", "?", "!!!"));
    assertEquals(1, score("f1", "the the", "The The"));
  }

  @Test
  void aTruncatedAnswerIsNoHit() {
    assertEquals(0, score("exact-match", "New Yor", "New York"));
    assertEquals(0, score("factoid-hit", "It is Pari", "Paris"));
    assertEquals(0, score("constraints-all", "{\"a\": [1, 2", "json"));
    assertEquals(
        0, score("constraints-all", "All the best. Is there anything el", "ends-with else?"));
  }

  @Test
  void factoidsAreWholeWords() {
    assertEquals(0, score("factoid-hit", "because of it", "us"));
    assertEquals(1, score("factoid-substring", "because of it", "us"));
    assertEquals(1, score("factoid-hit", "because of us", "us"));
    assertEquals(0, score("factoid-hit", "in 1912", "19"));
    assertEquals(1, score("factoid-hit", "\u201cThe Who\u201d, I think", "the who"));
    assertEquals(0, score("factoid-hit", "the man who", "The Who"));
    assertEquals(
        1, score("factoid-hit", "\u305d\u308c\u306f\u6771\u4eac\u3067\u3059", "\u6771\u4eac"));
    assertEquals(1, score("factoid-hit", "the U.S. of", "u.s."));
    assertEquals(1, score("factoid-hit", "in C++, of course", "C++"));
  }

  /** A reference is what is expected: its words in another order, or said twice, are not. */
  @Test
  void repeatedWordsCountOnce() {
    assertEquals(0.5, score("f1", "paris paris paris", "Paris"), 1e-12);
    assertEquals(0.5, score("rouge-l", "mat cat", "cat mat"), 1e-12);
  }

  @Test
  void distinctNgrams() {
    assertEquals(0.25, score("distinct-1", "no no No no"));
    assertEquals(1.0 / 3, score("distinct-2", "no no No no"), 1e-12);
    assertEquals(0, score("distinct-3", "too short"));
    assertEquals(0.5, DistinctNgrams.share(List.of("a b", "a b"), 2));
  }

  private static double score(String name, String answer, String... references) {
    return AnswerMetrics.named(name).score(answer, List.of(references));
  }
}
