package dev.pare.study.kick;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Findings of A. Jaiswal et al., <i>Compressing LLMs: The Truth is Rarely Pure and Never Simple</i>
 * (arXiv 2310.01382), about pruning, each as a statement on a study's verdicts. "Matches" is what
 * verdicts say: at most 5 % below dense, relative; of perplexity at most 5 % above. A statement on
 * every method holds if it holds for each, one on some method if it holds for one; what cannot be
 * decided leaves it undecided, and what was not asked has no part in it.
 */
final class PaperChecks {
  private static final String OPEN_BOOK = "retrieval-open-book";
  private static final String CLOSED_BOOK = "retrieval-closed-book";
  private static final String SUMMARIES = "summarization";
  private static final List<String> KNOWLEDGE =
      List.of("factoid-qa", "multiple-choice", CLOSED_BOOK);
  private static final String MAGNITUDE = "magnitude";
  private static final double ROUNDING = 1e-9;

  private final KickResult result;

  PaperChecks(KickResult result) {
    this.result = result;
  }

  List<Check> all() {
    List<Check> all = new ArrayList<>(ofKnowledge());
    all.addAll(ofPerplexity());
    all.addAll(ofContexts());
    all.addAll(ofMethods());
    return all;
  }

  private List<Check> ofKnowledge() {
    return List.of(
        check(
            "knowledge-ends-early",
            "Pruned by 30 to 35 %, no method's model matches on all tasks of knowledge.",
            this::knowledgeEndsEarly),
        check(
            "patterns-fail",
            "Where N of 2N weights are kept, no method's model matches on any task of knowledge.",
            this::patternsFail));
  }

  private List<Check> ofPerplexity() {
    return List.of(
        check(
            "perplexity-stays",
            "Pruned by 45 to 60 %, some method's model matches by perplexity.",
            witness ->
                some(shares(0.45, 0.6), cell -> witness.matches(cell, KickResult.PERPLEXITY))),
        check(
            "perplexity-hides",
            "With every method some family stops matching while perplexity still matches.",
            this::perplexityHides));
  }

  private List<Check> ofContexts() {
    return List.of(
        check(
            "open-book-stays",
            "Pruned by 40 to 50 %, some method's model matches on open-book retrieval.",
            witness -> some(shares(0.4, 0.5), cell -> witness.matches(cell, OPEN_BOOK))),
        check(
            "open-book-outlasts",
            "With every method open-book retrieval still matches where closed-book no longer does.",
            this::openBookOutlasts),
        check(
            "summaries-stay",
            "Pruned by 50 % or more, some method's model matches on summarization.",
            witness -> some(shares(0.5, 1), cell -> witness.matches(cell, SUMMARIES))));
  }

  /** Pruned models beside each other. */
  private List<Check> ofMethods() {
    return List.of(
        check(
            "magnitude-falls-behind",
            "Pruned by 50 to 60 %, magnitude's model is more than 5 % below every other method's on"
                + " some task of knowledge.",
            this::magnitudeFallsBehind),
        check(
            "sparsegpt-needs-samples",
            "SparseGPT with the fewest calibration samples does not match itself with the most, on"
                + " some task of knowledge.",
            witness -> fewest(witness, "sparsegpt").not()),
        check(
            "wanda-needs-no-samples",
            "Wanda with the fewest calibration samples matches itself with the most, on all tasks of"
                + " knowledge.",
            witness -> fewest(witness, "wanda")));
  }

  private Check check(String id, String claim, Function<Witness, Outcome> statement) {
    Witness witness = new Witness(result);
    Outcome outcome = statement.apply(witness);
    return new Check(id, claim, outcome, witness.seen());
  }

  private static Predicate<CellResult> shares(double low, double high) {
    return cell ->
        !cell.amount().structured()
            && cell.amount().sparsity() >= low - ROUNDING
            && cell.amount().sparsity() <= high + ROUNDING;
  }

  /** That it holds for a cell of any method. */
  private Outcome some(Predicate<CellResult> which, Function<CellResult, Outcome> statement) {
    return Outcome.any(result.cells().stream().filter(which).map(statement).toList());
  }

  /** That every method has a cell for which it holds. */
  private Outcome everyMethod(
      Predicate<CellResult> which, Function<CellResult, Outcome> statement) {
    List<Outcome> methods = new ArrayList<>();
    for (String method : result.methods()) {
      methods.add(Outcome.any(result.cells(method).stream().filter(which).map(statement).toList()));
    }
    return Outcome.all(methods);
  }

  private Outcome knowledgeEndsEarly(Witness witness) {
    return everyMethod(
        shares(0.3, 0.35),
        cell -> Outcome.any(knowledge(family -> witness.matches(cell, family).not())));
  }

  private static List<Outcome> knowledge(Function<String, Outcome> statement) {
    return KNOWLEDGE.stream().map(statement).toList();
  }

  private Outcome perplexityHides(Witness witness) {
    return everyMethod(
        shares(0, 1),
        cell ->
            witness
                .matches(cell, KickResult.PERPLEXITY)
                .and(
                    Outcome.any(
                        result.suite().families().stream()
                            .map(family -> witness.matches(cell, family.name()).not())
                            .toList())));
  }

  private Outcome patternsFail(Witness witness) {
    return Outcome.all(
        result.cells().stream()
            .filter(cell -> cell.amount().structured() && cell.amount().sparsity() == 0.5)
            .map(cell -> Outcome.all(knowledge(family -> witness.matches(cell, family).not())))
            .toList());
  }

  private Outcome openBookOutlasts(Witness witness) {
    return everyMethod(
        shares(0, 1),
        cell -> witness.matches(cell, OPEN_BOOK).and(witness.matches(cell, CLOSED_BOOK).not()));
  }

  private Outcome magnitudeFallsBehind(Witness witness) {
    List<Outcome> others = new ArrayList<>();
    for (String method : result.methods()) {
      if (!method.equals(MAGNITUDE)) {
        others.add(
            Outcome.any(
                result.cells(method).stream()
                    .filter(shares(0.5, 0.6))
                    .map(cell -> magnitudeBehind(witness, cell))
                    .toList()));
      }
    }
    return Outcome.all(others);
  }

  private Outcome magnitudeBehind(Witness witness, CellResult cell) {
    Optional<CellResult> magnitude = result.cell(MAGNITUDE, cell.amount());
    return magnitude.isEmpty()
        ? Outcome.NOT_ASKED
        : Outcome.any(knowledge(family -> witness.matches(magnitude.get(), cell, family).not()));
  }

  /** That a method with the fewest samples matches itself with the most, at every amount. */
  private Outcome fewest(Witness witness, String method) {
    List<Pruner> counts =
        result.options().pruners().stream()
            .filter(pruner -> pruner.method().equals(method) && pruner.samples().isPresent())
            .sorted((a, b) -> Long.compare(a.samples().getAsLong(), b.samples().getAsLong()))
            .toList();
    if (counts.size() < 2) {
      return Outcome.NOT_ASKED;
    }
    String few = counts.get(0).label();
    String many = counts.get(counts.size() - 1).label();
    List<Outcome> amounts = new ArrayList<>();
    for (CellResult cell : result.cells(few)) {
      CellResult other = result.cell(many, cell.amount()).orElseThrow();
      amounts.add(Outcome.all(knowledge(family -> witness.matches(cell, other, family))));
    }
    return Outcome.all(amounts);
  }
}
