package dev.pare.evaluate.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What replies mean, and which mean nothing. */
class ReadersTest {
  private static final Map<String, Double> READ =
      Map.of("coherence", 8.0, "consistency", 7.0, "fluency", 9.5, "relevance", 10.0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"coherence\": 8, \"consistency\": 7, \"fluency\": 9.5, \"relevance\": 10}",
        "Here:\n```json\n{\"Coherence\": \"8/10\", \"consistency\": \"7\", \"Fluency\": \"[[9.5]]\","
            + " \"relevance\": 10.0, \"why\": \"good\"}\n```\nDone.",
        "{\"ratings\": {\"coherence\": 8, \"consistency\": 7, \"fluency\": 9.5, \"relevance\": 10}}",
        "Coherence: 8/10\nConsistency: 7/10\nFluency: 9.5/10\nRelevance: 10/10",
        "Coherence: [[8]]\nConsistency rating: [[7]]\nFluency: [[9.5]]\nRelevance: [[10]].",
        "- **Coherence**: 8.\n- **Consistency:** 7 out of 10\n- **Fluency** – 9.5\n- *Relevance* = 10",
        "| Coherence | 8 |\n| Consistency | 7 |\n| Fluency | 9.5 |\n| Relevance | 10 |",
        "<think>coherence: 2, or 3</think>coherence: 8, consistency: 7, fluency: 9.5, relevance: 10"
      })
  void ratings(String reply) {
    assertEquals(Optional.of(READ), RatingReader.read(reply), reply);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "I cannot rate this.",
        "8/10",
        "{\"coherence\": 8, \"consistency\": 7, \"fluency\": 9}",
        "{\"coherence\": 8, \"consistency\": 7, \"fluency\": 9, \"relevance\": 11}",
        "{\"coherence\": 8, \"consistency\": 7, \"fluency\": 9, \"relevance\": 0}",
        "{\"coherence\": 8, \"consistency\": 7, \"fluency\": 9, \"relevance\": null}",
        "{\"coherence\": 8, \"consistency\": 7, \"fluency\": 9, \"relevance\": \"7-8\"}",
        "{\"coherence\": 8, \"consistency\": 7, \"fluency\": 9, \"relevance\": 8",
        "Coherence: 8\nConsistency: 7\nFluency: 9\nRelevance: 80/100",
        "Coherence: 8\nConsistency: 7\nFluency: 9\nRelevance: 100",
        "Coherence: 8\nConsistency: 7\nFluency: 9\nRelevance: 7-8",
        "Coherence: 8\nConsistency: 7\nFluency: 9\nRelevance: 7 to 8",
        "Coherence: 8\nConsistency: 7\nFluency: 9\nRelevance: -3",
        "Coherence: 8\nConsistency: 7\nFluency: 9\nRelevance: high",
        "Coherence: 8\nConsistency: 7\nFluency: 9\nRelevance: 8\nRelevance: 9",
        "<think>Coherence: 8\nConsistency: 7\nFluency: 9\nRelevance: 8"
      })
  void noRatings(String reply) {
    assertEquals(Optional.empty(), RatingReader.read(reply), reply);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A is shorter. Verdict: [[A]]        | FIRST",
        "Verdict: [[b]]                      | SECOND",
        "Verdict: [[C]]                      | NEITHER",
        "[[ tie ]]                           | NEITHER",
        "{\"verdict\": \"B\", \"why\": \"x\"} | SECOND",
        "{\"winner\": \"Answer A\"}          | FIRST",
        "**Verdict:** B                      | SECOND",
        "Final verdict: Answer A.            | FIRST",
        "B                                   | SECOND",
        "**[A]**.                            | FIRST",
        "Tie                                 | NEITHER",
        "[[A]] it is: [[A]]                  | FIRST",
        "<think>[[B]]?</think>[[A]]          | FIRST",
        "Both are fine.                      |",
        "[[A]] or [[B]]                      |",
        "[[D]]                               |",
        "Verdict: A or B                     |",
        "A good answer                       |",
        "Verdict: A. No, verdict: B          |",
        "Verdict: Absolutely                 |",
        "{\"verdict\": \"maybe\"}            |"
      })
  void preferences(String reply, String expected) {
    Optional<Preference> read = PreferenceReader.read(reply);
    assertEquals(Optional.ofNullable(expected).map(Preference::valueOf), read, reply);
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST, FIRST, 1",
    "SECOND, SECOND, 0",
    "NEITHER, NEITHER, 0.5",
    "FIRST, SECOND, 0.5",
    "FIRST, NEITHER, 0.5",
    "NEITHER, SECOND, 0.5"
  })
  void aWinIsAWinInBothOrders(Preference first, Preference second, double score) {
    PairVerdict verdict = new PairVerdict(first, second, false);
    assertEquals(score, verdict.score());
    assertEquals(first == second, verdict.agrees());
    assertEquals(1, PairTally.of(List.of(verdict)).asked());
  }
}
