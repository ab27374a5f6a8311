package dev.pare.study.kick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Findings on verdicts that are given: factoid questions, choices, closed book, open book,
 * summaries, instructions; then perplexity.
 */
final class PaperChecksTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "knowledge-ends-early   | holds         | magnitude 0.3 nyyyyy y; wanda 0.3 yynyyy y",
        "knowledge-ends-early   | holds         | magnitude 0.3 yyyyyy y; magnitude 0.35 ynyyyy y",
        "knowledge-ends-early   | does not hold | magnitude 0.3 nyyyyy y; wanda 0.3 yyynnn n",
        "knowledge-ends-early   | undecided     | magnitude 0.3 nyyyyy y; wanda 0.3 y?yyyy y",
        "knowledge-ends-early   | not asked     | magnitude 0.2 nnnnnn n; wanda 0.5 nnnnnn n",
        "knowledge-ends-early   | not asked     | magnitude 0.3 cccnnn n",
        "knowledge-ends-early   | holds         | magnitude 0.3 ccnnnn n",
        "perplexity-stays       | holds         | magnitude 0.5 yyyyyy n; wanda 0.45 nnnnnn y",
        "perplexity-stays       | does not hold | magnitude 0.5 yyyyyy n; wanda 0.6 nnnnnn n",
        "perplexity-stays       | undecided     | magnitude 0.5 yyyyyy n; wanda 0.6 nnnnnn ?",
        "perplexity-stays       | not asked     | magnitude 0.4 yyyyyy n",
        "perplexity-hides       | holds         | magnitude 0.2 yyyyyn y; magnitude 0.3 nnnnnn n",
        "perplexity-hides       | does not hold | magnitude 0.2 yyyyyy y; magnitude 0.3 nnnnnn n",
        "perplexity-hides       | does not hold | magnitude 0.2 nyyyyy y; wanda 0.2 yyyyyy y",
        "perplexity-hides       | undecided     | magnitude 0.2 yyyyyn ?; magnitude 0.3 nnnnnn n",
        "perplexity-hides       | undecided     | magnitude 0.2 yyyyy? y; magnitude 0.3 nnnnnn n",
        "patterns-fail          | holds         | magnitude 2:4 nnnyyy n; wanda 4:8 nnnyyy n",
        "patterns-fail          | does not hold | magnitude 2:4 nnnyyy n; wanda 4:8 nynyyy n",
        "patterns-fail          | undecided     | magnitude 2:4 nnnyyy n; wanda 4:8 n?nyyy n",
        "patterns-fail          | not asked     | magnitude 0.5 nnnyyy n; wanda 3:4 yyyyyy n",
        "open-book-stays        | holds         | magnitude 0.4 nnnnnn n; wanda 0.5 nnnynn n",
        "open-book-stays        | does not hold | magnitude 0.4 nnnnnn n; wanda 0.5 nnnnnn n",
        "open-book-stays        | not asked     | magnitude 0.3 nnnynn n; wanda 0.6 nnnynn n",
        "open-book-outlasts     | holds         | magnitude 0.2 nnnnnn n; magnitude 0.1 yynyyy y",
        "open-book-outlasts     | does not hold | magnitude 0.2 nnnnnn n; magnitude 0.1 yyyyyy y",
        "open-book-outlasts     | undecided     | magnitude 0.2 yy?yyy n",
        "open-book-outlasts     | not asked     | magnitude 0.2 yycyyy n",
        "summaries-stay         | holds         | magnitude 0.5 nnnnnn n; wanda 0.6 nnnnyn n",
        "summaries-stay         | does not hold | magnitude 0.5 nnnnnn n",
        "magnitude-falls-behind | not asked     | magnitude 0.5 nnnnnn n",
        "magnitude-falls-behind | not asked     | wanda 0.5 nnnnnn n"
      })
  void followFromVerdicts(String id, String outcome, String lines) {
    assertEquals(outcome, MadeUpStudy.of(lines).check(id).outcome().words());
  }

  @Test
  void evidenceIsWhatWasLookedAt() {
    Check check =
        MadeUpStudy.of("magnitude 0.3 n?yyyy y; wanda 0.3 ycnyyy y").check("knowledge-ends-early");
    assertEquals(
        List.of(
            "magnitude 30 %: factoid-qa no, multiple-choice ?, retrieval-closed-book yes",
            "wanda 30 %: factoid-qa yes, multiple-choice –, retrieval-closed-book no"),
        check.evidence());
  }

  private static MadeUpStudy halves(double magnitude, double wanda, double sparsegpt) {
    OptionalLong none = OptionalLong.empty();
    return new MadeUpStudy()
        .with("magnitude", none, "0.5", "nnnnnnn", magnitude)
        .with("wanda", none, "0.5", "nnnnnnn", wanda)
        .with("sparsegpt", none, "0.5", "nnnnnnn", sparsegpt);
  }

  /** Cells are compared with each other on the same questions, not by their verdicts. */
  @Test
  void magnitudeIsHeldAgainstEachOther() {
    String id = "magnitude-falls-behind";
    assertEquals(Outcome.HOLDS, halves(0.2, 0.6, 0.5).check(id).outcome());
    assertEquals(Outcome.DOES_NOT_HOLD, halves(0.6, 0.2, 0.6).check(id).outcome());
    assertEquals(Outcome.DOES_NOT_HOLD, halves(0.5, 0.9, 0.5).check(id).outcome());
    assertEquals(
        "magnitude beside wanda 50 %: factoid-qa no, multiple-choice no, retrieval-closed-book no",
        halves(0.2, 0.6, 0.5).check(id).evidence().get(0));
  }

  private static MadeUpStudy samples(String method, double few, double many) {
    return new MadeUpStudy()
        .with(method, OptionalLong.of(128), "0.5", "nnnnnnn", many)
        .with(method, OptionalLong.of(8), "0.5", "nnnnnnn", few);
  }

  @Test
  void numbersOfSamplesAreCompared() {
    String needs = "sparsegpt-needs-samples";
    String none = "wanda-needs-no-samples";
    assertEquals(Outcome.HOLDS, samples("sparsegpt", 0.5, 0.8).check(needs).outcome());
    assertEquals(Outcome.DOES_NOT_HOLD, samples("sparsegpt", 0.8, 0.8).check(needs).outcome());
    assertEquals(Outcome.HOLDS, samples("wanda", 0.8, 0.8).check(none).outcome());
    assertEquals(Outcome.DOES_NOT_HOLD, samples("wanda", 0.5, 0.8).check(none).outcome());
    assertEquals(Outcome.NOT_ASKED, samples("wanda", 0.5, 0.8).check(needs).outcome());
    assertEquals(Outcome.NOT_ASKED, halves(0.2, 0.6, 0.5).check(none).outcome());
    String evidence = samples("wanda", 0.5, 0.8).check(none).evidence().get(0);
    assertTrue(evidence.startsWith("wanda 8 beside wanda 128 50 %: "), evidence);
  }

  @Test
  void everyCheckIsInTheJson() {
    List<Check> checks = MadeUpStudy.ladder("yynnn").checks();
    assertEquals(10, checks.size());
    for (Check check : checks) {
      assertEquals(check.outcome().words(), check.json().get("outcome"));
      assertTrue(check.claim().endsWith("."), check.claim());
    }
  }
}
