package dev.pare.study.kick;

import dev.pare.core.json.JsonObject;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.suite.Suite;
import dev.pare.evaluate.suite.Suites;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Results of studies whose verdicts are given. */
final class MadeUpStudy {
  static final Suite SUITE = Suites.named("kick-atlas");
  private static final int UNITS = 400;

  private final List<CellResult> cells = new ArrayList<>();
  private final Map<String, Pruner> pruners = new LinkedHashMap<>();
  private String model = "model";

  MadeUpStudy named(String name) {
    model = name;
    return this;
  }

  /**
   * @param lines a cell each: {@code wanda 0.3 yynn?c y}, a letter for each family, then one for
   *     perplexity; several between semicolons
   */
  static MadeUpStudy of(String lines) {
    MadeUpStudy study = new MadeUpStudy();
    for (String line : lines.split(";")) {
      String[] words = line.strip().split(" +");
      study.with(words[0], OptionalLong.empty(), words[1], words[2] + words[3], 1);
    }
    return study;
  }

  /**
   * @param verdicts a letter a family and one for perplexity: y, n, ? or c for at chance
   * @param kept the share that is right of what dense has right: all of its answers are
   */
  MadeUpStudy with(
      String method, OptionalLong samples, String amount, String verdicts, double kept) {
    String label = samples.isPresent() ? method + " " + samples.getAsLong() : method;
    pruners.putIfAbsent(label, new Pruner(label, method, List.of(), samples, OptionalLong.empty()));
    List<CellResult.FamilyResult> families = new ArrayList<>();
    for (int i = 0; i < SUITE.families().size(); i++) {
      families.add(family(SUITE.families().get(i), verdict(verdicts.charAt(i)), kept));
    }
    Verdict perplexity = verdict(verdicts.charAt(SUITE.families().size()));
    cells.add(
        new CellResult(
            label,
            amount.contains(":")
                ? Amount.pattern(amount)
                : Amount.share(Double.parseDouble(amount)),
            1_000_000,
            8,
            10 / kept,
            10,
            new Kept(kept, kept - 0.02, kept + 0.03),
            perplexity,
            0.1,
            families,
            2,
            60,
            new JsonObject("cell", Map.of())));
    return this;
  }

  private static CellResult.FamilyResult family(Suite.Family family, Verdict verdict, double kept) {
    int right = (int) Math.round(kept * UNITS);
    TaskScore score =
        new TaskScore(
            family.entries().get(0).tasks().get(0),
            family.entries().get(0).metric(),
            kept,
            UNITS,
            1,
            new Kept(kept, kept - 0.02, kept + 0.03),
            0,
            verdict,
            IntStream.range(0, UNITS).mapToObj(i -> i < right ? 1.0 : 0.0).toList());
    return new CellResult.FamilyResult(family.name(), verdict, List.of(score));
  }

  static Verdict verdict(char letter) {
    return switch (letter) {
      case 'y' -> Verdict.YES;
      case 'n' -> Verdict.NO;
      case '?' -> Verdict.UNDECIDED;
      default -> Verdict.AT_CHANCE;
    };
  }

  KickResult result() {
    List<Amount> amounts = cells.stream().map(CellResult::amount).distinct().toList();
    KickOptions options =
        new KickOptions(
            List.copyOf(pruners.values()),
            amounts,
            "kick",
            Optional.empty(),
            Optional.empty(),
            1,
            0,
            Optional.empty(),
            Path.of("out"),
            Path.of("answers"));
    return new KickResult(model, SUITE, "atlas-text", options, cells, 2_000_000, 1, 0);
  }

  /** The check of that name. */
  Check check(String id) {
    return result().checks().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
  }

  /** One method at 10, 20, … %, with the same letters for all families and perplexity. */
  static KickResult ladder(String verdicts) {
    String[] lines = new String[verdicts.length()];
    Arrays.setAll(
        lines,
        i -> {
          String letter = verdicts.substring(i, i + 1);
          return "magnitude 0.%d %s %s".formatted(i + 1, letter.repeat(6), letter);
        });
    return of(String.join(";", lines)).result();
  }
}
