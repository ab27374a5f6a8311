package dev.pare.study.kick;

import dev.pare.evaluate.statistics.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a method's models stop matching dense in one respect, as ever more weights go.
 *
 * @param measure a family, or perplexity
 * @param matches the largest share at which they are shown to match, below {@code ends}; empty if
 *     there is none
 * @param ends the smallest at which they are shown not to; empty if there is none
 * @param again whether they are shown to match at a larger one
 * @param judged false where dense itself is at chance
 */
public record MatchingEnd(
    String method,
    String measure,
    Optional<Amount> matches,
    Optional<Amount> ends,
    boolean again,
    boolean judged) {

  /**
   * @param cells of one method and falling shares of weights kept; at least one
   */
  static MatchingEnd of(String method, String measure, List<CellResult> cells) {
    Optional<Amount> matches = Optional.empty();
    Optional<Amount> ends = Optional.empty();
    boolean again = false;
    boolean judged = false;
    for (CellResult cell : cells) {
      Verdict verdict = cell.verdict(measure);
      judged |= verdict != Verdict.AT_CHANCE && verdict != Verdict.NONE;
      if (verdict == Verdict.YES) {
        again |= ends.isPresent();
        matches = ends.isPresent() ? matches : Optional.of(cell.amount());
      } else if (verdict == Verdict.NO && ends.isEmpty()) {
        ends = Optional.of(cell.amount());
      }
    }
    return new MatchingEnd(method, measure, matches, ends, again, judged);
  }

  /**
   * The shares between which it lies: {@code 20–30 %}; {@code < 10 %} if nothing is shown to match,
   * {@code > 60 %} if nothing is shown not to, {@code ?} if neither is, {@code –} if dense is at
   * chance; with an asterisk where a larger share matches again.
   */
  public String words() {
    if (!judged) {
      return "–";
    }
    String star = again ? "*" : "";
    if (ends.isEmpty()) {
      return matches.map(share -> "> " + share.name()).orElse("?");
    }
    String end = ends.get().name() + star;
    return matches.map(share -> share.percent() + "–" + end).orElse("< " + end);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("method", method);
    json.put("measure", measure);
    json.put("matchesAt", matches.map(Amount::sparsity).orElse(null));
    json.put("endsAt", ends.map(Amount::sparsity).orElse(null));
    json.put("again", again);
    json.put("words", words());
    return json;
  }

  /** Of every method and measure; none where no shares were asked. */
  static List<MatchingEnd> all(KickResult result) {
    List<MatchingEnd> all = new ArrayList<>();
    for (String method : result.methods()) {
      List<CellResult> cells =
          result.cells(method).stream().filter(cell -> !cell.amount().structured()).toList();
      for (String measure : cells.isEmpty() ? List.<String>of() : result.measures()) {
        all.add(of(method, measure, cells));
      }
    }
    return all;
  }
}
