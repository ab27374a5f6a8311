package dev.pare.study.kick;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where matching ends, of verdicts that are given. */
final class MatchingEndTest {
  @ParameterizedTest
  @CsvSource({
    "yynnn, 20–30 %",
    "y?nnn, 10–30 %",
    "nnnnn, < 10 %",
    "?nnnn, < 20 %",
    "yyyyy, > 50 %",
    "yy???, > 20 %",
    "?????, ?",
    "ccccc, –",
    "ynynn, 10–20 %*",
    "nyyyy, < 10 %*",
    "y?y?n, 30–50 %"
  })
  void liesBetweenTheLastYesAndTheFirstNo(String verdicts, String words) {
    List<MatchingEnd> ends = MadeUpStudy.ladder(verdicts).ends();
    assertEquals(MadeUpStudy.SUITE.families().size() + 1, ends.size());
    for (MatchingEnd end : ends) {
      assertEquals(words, end.words(), end.measure());
    }
  }

  @Test
  void patternsHaveNoEnd() {
    KickResult result = MadeUpStudy.of("magnitude 2:4 nnnnnn n").result();
    assertEquals(List.of(), result.ends());
    KickResult both = MadeUpStudy.of("wanda 0.25 yyyyyy y; wanda 2:4 nnnnnn n").result();
    assertEquals("> 25 %", both.ends().get(0).words());
  }

  @Test
  void jsonHasShares() {
    Map<String, Object> json = MadeUpStudy.ladder("yynnn").ends().get(0).json();
    assertEquals("factoid-qa", json.get("measure"));
    assertEquals("magnitude", json.get("method"));
    assertEquals(0.2, json.get("matchesAt"));
    assertEquals(0.3, json.get("endsAt"));
    assertEquals(false, json.get("again"));
  }
}
