package dev.pare.study.kick;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.evaluate.statistics.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * One pruned model beside the dense one, as the file of its cell has it.
 *
 * @param label the method's
 * @param bytes of all weights, masks included
 * @param perplexity on unseen text; infinite where it is beyond numbers
 * @param baselinePerplexity the dense model's
 * @param perplexityKept dense's perplexity over this one's
 * @param perplexityVerdict whether it is at most 5 % above dense's
 * @param divergence mean KL from the dense model on that text, nats a token
 * @param families in the suite's order
 * @param pruningSeconds until the model was written
 * @param askingSeconds what was asked of the dense model for the first time included
 * @param json all of it, but for label and units' scores
 */
public record CellResult(
    String label,
    Amount amount,
    long bytes,
    double bitsPerWeight,
    double perplexity,
    double baselinePerplexity,
    Kept perplexityKept,
    Verdict perplexityVerdict,
    double divergence,
    List<FamilyResult> families,
    double pruningSeconds,
    double askingSeconds,
    JsonObject json) {
  public CellResult {
    families = List.copyOf(families);
  }

  /**
   * A family's tasks together.
   *
   * @param verdict no if any of its tasks says so, and so on, as {@code pare evaluate} has it
   */
  public record FamilyResult(String name, Verdict verdict, List<TaskScore> tasks) {
    public FamilyResult {
      tasks = List.copyOf(tasks);
    }

    static FamilyResult read(JsonObject family, JsonObject scores) {
      List<TaskScore> tasks =
          family.objects("tasks").stream().map(row -> TaskScore.read(row, scores)).toList();
      if (tasks.isEmpty()) {
        throw new PareException(family.source(), "has no \"tasks\"", "");
      }
      return new FamilyResult(family.requireString("family"), CellResult.verdict(family), tasks);
    }

    /** The first task that says what the family says. */
    public TaskScore deciding() {
      return tasks.stream().filter(t -> t.verdict() == verdict).findFirst().orElse(tasks.get(0));
    }
  }

  static CellResult read(Cell cell, JsonObject file) {
    JsonObject json = file.requireObject("cell");
    JsonObject scores = file.requireObject("scores");
    JsonObject perplexity = json.requireObject("perplexity");
    double ratio = number(perplexity, "ratio");
    return new CellResult(
        cell.pruner().label(),
        cell.amount(),
        json.requireInteger("bytes"),
        number(json, "bitsPerWeight"),
        orInfinite(number(perplexity, "value")),
        number(perplexity, "baselineValue"),
        Kept.ofRatio(
            orInfinite(ratio), number(perplexity, "ratioLow"), number(perplexity, "ratioHigh")),
        verdict(perplexity),
        number(json.requireObject("kl"), "mean"),
        json.objects("families").stream().map(f -> FamilyResult.read(f, scores)).toList(),
        number(json, "pruningSeconds"),
        number(json, "askingSeconds"),
        json);
  }

  /** JSON has neither infinite numbers nor NaN: it has null. */
  static double number(JsonObject json, String key) {
    return json.number(key).orElse(Double.NaN);
  }

  private static double orInfinite(double value) {
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }

  static Verdict verdict(JsonObject json) {
    String word = json.string("verdict").orElse("none");
    try {
      return Verdict.valueOf(word.toUpperCase(Locale.ROOT).replace(' ', '_'));
    } catch (IllegalArgumentException e) {
      throw new PareException(json.source(), "unknown verdict \"" + word + "\"", "", e);
    }
  }

  /** The family of that name; it is in every cell of a study. */
  public FamilyResult family(String name) {
    return families.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  /** Whether a family, or perplexity, still matches. */
  public Verdict verdict(String measure) {
    return measure.equals(KickResult.PERPLEXITY) ? perplexityVerdict : family(measure).verdict();
  }

  /** What is kept of a family's deciding task, or of perplexity. */
  public Kept kept(String measure) {
    return measure.equals(KickResult.PERPLEXITY)
        ? perplexityKept
        : family(measure).deciding().kept();
  }
}
