package dev.pare.evaluate.metric;

import dev.pare.core.PareException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The metrics by name.
 *
 * <table>
 * <caption>metrics</caption>
 * <tr><td>{@code exact-match}, {@code f1}</td><td>TriviaQA's: {@link NormalForm#TRIVIA_QA}</td></tr>
 * <tr><td>{@code squad-exact-match}, {@code squad-f1}</td><td>SQuAD's: {@link NormalForm#SQUAD}</td></tr>
 * <tr><td>{@code factoid-hit}</td><td>an accepted answer occurs, as whole words</td></tr>
 * <tr><td>{@code factoid-substring}</td><td>it occurs anywhere, as LLM-KICK counts</td></tr>
 * <tr><td>{@code mentions}</td><td>{@link Mentions}: the share of the references that occur</td></tr>
 * <tr><td>{@code rouge-l}</td><td>{@link RougeL}</td></tr>
 * <tr><td>{@code option-letter}</td><td>{@link OptionLetter}</td></tr>
 * <tr><td>{@code number}</td><td>{@link NumericAnswer}</td></tr>
 * <tr><td>{@code constraints}, {@code constraints-all}</td><td>the share of {@link Constraint}s that
 *     hold; 1 if all do, else 0</td></tr>
 * <tr><td>{@code distinct-1}, {@code distinct-2}, {@code distinct-3}</td><td>{@link DistinctNgrams};
 *     references do not matter</td></tr>
 * <tr><td>{@code words}</td><td>{@link TextLength}: a count; references do not matter</td></tr>
 * </table>
 */
public final class AnswerMetrics {
  private static final String WORDS = "words";

  private static final Set<String> DESCRIPTIVE =
      Set.of(WORDS, "distinct-1", "distinct-2", "distinct-3");

  private static final Map<String, AnswerMetric> METRICS = new TreeMap<>();

  static {
    METRICS.put("exact-match", new ExactMatch(NormalForm.TRIVIA_QA));
    METRICS.put("f1", new TokenF1(NormalForm.TRIVIA_QA));
    METRICS.put("squad-exact-match", new ExactMatch(NormalForm.SQUAD));
    METRICS.put("squad-f1", new TokenF1(NormalForm.SQUAD));
    METRICS.put("factoid-hit", new FactoidHit(true));
    METRICS.put("factoid-substring", new FactoidHit(false));
    METRICS.put("mentions", new Mentions());
    METRICS.put("rouge-l", new RougeL());
    METRICS.put("option-letter", OptionLetter::score);
    METRICS.put("number", NumericAnswer::score);
    METRICS.put("constraints", Constraint::share);
    METRICS.put("constraints-all", (answer, all) -> Constraint.share(answer, all) < 1 ? 0 : 1);
    for (int n = 1; n <= 3; n++) {
      int size = n;
      METRICS.put("distinct-" + n, (answer, none) -> DistinctNgrams.share(answer, size));
    }
    METRICS.put(WORDS, (answer, none) -> TextLength.words(answer));
  }

  private AnswerMetrics() {}

  /**
   * @throws PareException if there is none of that name
   */
  public static AnswerMetric named(String name) {
    AnswerMetric metric = METRICS.get(name);
    if (metric == null) {
      throw new PareException(
          "metric " + name, "is not known", "choose one of " + String.join(", ", names()));
    }
    return metric;
  }

  /** Whether a higher score is a better one: others only describe, and need no references. */
  public static boolean hasBetter(String name) {
    return !DESCRIPTIVE.contains(name);
  }

  /** Whether an answer says nothing: white space and what has no width alone. */
  public static boolean isBlank(String answer) {
    return PlainText.isBlank(answer);
  }

  /** Whether it is a share of 1; else a count. */
  public static boolean isShare(String name) {
    return !name.equals(WORDS);
  }

  /** In alphabetical order. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(METRICS.keySet());
  }

  /** The references that say something. */
  static List<String> usable(List<String> references) {
    List<String> usable =
        references.stream().filter(reference -> !PlainText.isBlank(reference)).toList();
    if (usable.isEmpty()) {
      throw new PareException(
          "references", "none says anything", "check the task's field map and data");
    }
    return usable;
  }
}
