package dev.pare.study.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.evaluate.statistics.Interval;
import dev.pare.evaluate.statistics.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sentences of ladders whose verdicts are given. */
final class FindingsTest {
  private static final List<String> SIZES = List.of("8 bits", "4 bits", "3 bits", "2 bits");

  /**
   * @param verdicts a letter a rung: y, n, ? or c for at chance
   */
  private static Departure departure(String measure, String verdicts) {
    List<Departure.Step> steps = new ArrayList<>();
    for (int i = 0; i < verdicts.length(); i++) {
      Verdict verdict =
          switch (verdicts.charAt(i)) {
            case 'y' -> Verdict.YES;
            case 'n' -> Verdict.NO;
            case '?' -> Verdict.UNDECIDED;
            default -> Verdict.AT_CHANCE;
          };
      double loss = -0.1 * i;
      Change change = new Change(loss, new Interval(loss - 0.02, loss + 0.03));
      steps.add(new Departure.Step(SIZES.get(i), verdict, change));
    }
    return new Departure(measure, steps);
  }

  private static Findings findings(String one, String other, String perplexity) {
    return new Findings(
        "rtn",
        List.of(departure("facts", one), departure("choices", other)),
        departure("perplexity", perplexity));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yyyy | facts matches at 8 bits, 4 bits, 3 bits and 2 bits.",
        "yynn | facts matches at 8 bits and 4 bits, no longer matches at 3 bits and 2 bits (−20.0 % [−22.0, −17.0] at 3 bits).",
        "y?nn | facts matches at 8 bits, cannot be decided at 4 bits, no longer matches at 3 bits and 2 bits (−20.0 % [−22.0, −17.0] at 3 bits).",
        "yy?? | facts matches at 8 bits and 4 bits, cannot be decided at 3 bits and 2 bits.",
        "nnnn | facts no longer matches at 8 bits, 4 bits, 3 bits and 2 bits (+0.0 % [−2.0, +3.0] at 8 bits).",
        "ynyn | facts matches at 8 bits, no longer matches at 4 bits (−10.0 % [−12.0, −7.0] at 4 bits), matches again at 3 bits, does not match at 2 bits.",
        "cccc | facts: no verdict, for the dense model itself is at chance."
      })
  void tellsEachSize(String verdicts, String sentence) {
    assertEquals(sentence, departure("facts", verdicts).sentence());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yyyy | yyyy | yyyy | Nothing is shown to leave matching down to 2 bits.",
        "yyyy | yy?? | yyyy | Nothing is shown to leave matching down to 2 bits (undecided before that: choices at 3 bits and 2 bits).",
        "yynn | yyyn | ynnn | Perplexity leaves first, at 4 bits; of the families facts leaves first, at 3 bits.",
        "yyyy | yyyy | yynn | Perplexity leaves first, at 3 bits; no family is shown to leave.",
        "yyy? | yyyy | yynn | Perplexity leaves first, at 3 bits; no family is shown to leave (undecided before that: facts at 2 bits).",
        "yy?n | yyyn | yynn | Perplexity leaves first, at 3 bits; of the families facts and choices leave first, at 2 bits (undecided before that: facts at 3 bits).",
        "ynnn | ynnn | yyyn | Facts and choices leave first, at 4 bits; perplexity is within 5 % there and leaves at 2 bits.",
        "yynn | yyyn | yy?n | Facts leaves first, at 3 bits; perplexity cannot be decided there and leaves at 2 bits.",
        "yynn | yyyn | yyyy | Facts leaves first, at 3 bits; perplexity is within 5 % there and stays so far.",
        "yynn | yyyn | yynn | Facts and perplexity leave together, at 3 bits.",
        "y?nn | yyyn | yynn | Facts and perplexity leave together, at 3 bits (undecided before that: facts at 4 bits).",
        "cccc | yyyn | ?nnn | Perplexity leaves first, at 4 bits; of the families choices leaves first, at 2 bits (undecided before that: perplexity at 8 bits)."
      })
  void tellsWhoLeavesFirst(String one, String other, String perplexity, String sentence) {
    assertEquals(sentence, findings(one, other, perplexity).whoLeavesFirst());
  }

  @ParameterizedTest
  @CsvSource({"yyyy, stays", "yynn, 3 bits", "y?n?, 3 bits ?", "yy??, stays ?", "cccc, –"})
  void tellsInShortWhereItLeaves(String verdicts, String cell) {
    assertEquals(cell, departure("facts", verdicts).inShort());
  }

  @Test
  void keepsDownToTheSizeBefore() {
    assertEquals(Optional.of("2 bits"), findings("yyyy", "yy?y", "yyyy").keepsDownTo());
    assertEquals(Optional.of("4 bits"), findings("yyyn", "yynn", "yyyy").keepsDownTo());
    assertEquals(Optional.of("8 bits"), findings("yyyy", "yyyy", "ynyy").keepsDownTo());
    assertEquals(Optional.empty(), findings("nyyy", "yyyy", "yyyy").keepsDownTo());
  }

  @Test
  void jsonNamesThemToo() {
    Map<String, Object> json = findings("yynn", "ynnn", "ynnn").json();
    assertEquals("rtn", json.get("method"));
    assertEquals("4 bits", json.get("firstAt"));
    assertEquals("8 bits", json.get("keepsDownTo"));
    assertEquals(List.of("choices", "perplexity"), json.get("first"));
    Map<?, ?> departure = (Map<?, ?>) ((List<?>) json.get("departures")).get(0);
    assertEquals("facts", departure.get("measure"));
    assertEquals("3 bits", departure.get("leavesAt"));
    assertEquals(4, ((List<?>) departure.get("sizes")).size());
  }

  @Test
  void largeChangesAreTold() {
    Change change = new Change(1233.5, new Interval(1000, 1500));
    assertEquals("+123,350 % [+100,000, +150,000]", change.inWords());
    assertEquals("+50.0 %", new Change(0.5, new Interval(Double.NaN, Double.NaN)).inWords());
  }
}
