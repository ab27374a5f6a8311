package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.metric.AnswerMetrics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * Scores of answers, from 0 to 1, by name.
 *
 * <p>Choices have lm-evaluation-harness's: {@code acc} takes the choice of the largest
 * log-likelihood for the model's answer, {@code acc_norm} of the largest per character of the
 * choice's text, {@code acc_bytes} per byte of its UTF-8; spaces or prompts around that text don't
 * count. The answer is right if it is above every other that has another text: a tie is wrong, for
 * a model that gives all choices the same knows nothing.
 *
 * <p>A whole text has {@code byte_likelihood}: e to the log-likelihood per byte, the geometric mean
 * of what its bytes were given. Generated text has the names of {@link AnswerMetrics}, and {@code
 * dense_likelihood}: e to the mean log-probability a token that the baseline gives the text after
 * the same prompt (the model itself, where there is no baseline). A blank one scores 0.
 */
final class Metrics {
  /** Right where the chosen attention head points at the right option: see {@link ChosenHead}. */
  static final String HEADS = "qk_acc";

  /** e to the mean log-probability a token of a generated text under the baseline. */
  static final String DENSE_LIKELIHOOD = "dense_likelihood";

  private Metrics() {}

  /** The metrics of a kind of request, sorted. */
  static Set<String> names(RequestKind kind) {
    if (kind instanceof RequestKind.Choices) {
      return new TreeSet<>(Set.of("acc", "acc_norm", "acc_bytes", HEADS));
    }
    if (kind instanceof RequestKind.Rolling) {
      return Set.of("byte_likelihood");
    }
    Set<String> names = new TreeSet<>(AnswerMetrics.names());
    names.add(DENSE_LIKELIHOOD);
    return names;
  }

  static void require(String where, RequestKind kind, String metric) {
    if (!names(kind).contains(Fold.base(metric))) {
      throw new PareException(
          where,
          "unknown metric \"" + metric + "\"",
          "known for this request are "
              + String.join(", ", names(kind))
              + ", each also with _all, _first or _memorised");
    }
  }

  /** Whether what is generated is rated by {@link #DENSE_LIKELIHOOD}. */
  static boolean rates(Task task) {
    return task.metrics().stream().map(Fold::base).anyMatch(DENSE_LIKELIHOOD::equals);
  }

  /** Whether a higher score is a better one: others are shown without a verdict. */
  static boolean hasBetter(String metric) {
    Fold fold = Fold.of(metric);
    return fold.hasBetter() && AnswerMetrics.hasBetter(Fold.base(metric));
  }

  /** The end of the metric's scale: 1, or of counts the largest one seen. */
  static double scale(String metric, double[] scores, double[] reference) {
    return AnswerMetrics.isShare(Fold.base(metric))
        ? 1
        : DoubleStream.concat(Arrays.stream(scores), Arrays.stream(reference)).reduce(1, Math::max);
  }

  /**
   * What an answer is worth.
   *
   * @param metric of a single sample, without a {@link Fold}'s suffix, and not {@link #HEADS}
   */
  static double score(Task task, String metric, Sample sample, Answer answer) {
    if (task.kind() instanceof RequestKind.Choices) {
      return margin(metric, sample, answer) > 0 ? 1 : 0;
    }
    if (metric.equals(DENSE_LIKELIHOOD)) {
      return answer.likelihoods().stream().mapToDouble(Metrics::perToken).findFirst().orElse(0);
    }
    if (task.kind() instanceof RequestKind.Generation kind) {
      return AnswerMetrics.named(metric).score(answer.text(), references(kind, metric, sample));
    }
    int bytes = new Prompts(task).whole(sample).getBytes(StandardCharsets.UTF_8).length;
    return Math.exp(answer.likelihoods().get(0).logProbability() / bytes);
  }

  private static double perToken(Likelihood text) {
    return Math.exp(text.logProbability() / Math.max(1, text.tokens()));
  }

  /**
   * @throws PareException if a sample lacks what one of the task's metrics compares answers with
   */
  static void requireReferences(Task task, Sample sample) {
    if (task.kind() instanceof RequestKind.Generation kind) {
      task.metrics().forEach(metric -> references(kind, Fold.base(metric), sample));
    }
  }

  /** What a metric needs to know of a sample: nothing where it only describes. */
  private static List<String> references(
      RequestKind.Generation kind, String metric, Sample sample) {
    if (metric.equals(DENSE_LIKELIHOOD) || !AnswerMetrics.hasBetter(metric)) {
      return List.of();
    }
    if (metric.startsWith("constraints") && !kind.constraints().isEmpty()) {
      return kind.constraints();
    }
    return sample.texts(
        metric.startsWith("constraints")
            ? kind.constraintField().orElse(kind.references())
            : kind.references());
  }

  /** How far the right choice is above the best of the others; 0 is a tie. */
  static double margin(String metric, Sample sample, Answer answer) {
    List<String> choices = sample.texts(Sample.CHOICES);
    int right = sample.answerIndex();
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < choices.size(); i++) {
      if (!choices.get(i).equals(choices.get(right))) {
        best = Math.max(best, normalized(metric, choices.get(i), answer, i));
      }
    }
    double own = normalized(metric, choices.get(right), answer, right);
    return own == best ? 0 : own - best; // two infinities are a tie too
  }

  private static double normalized(String metric, String choice, Answer answer, int index) {
    double logProbability = answer.likelihoods().get(index).logProbability();
    return logProbability / Math.max(1, length(metric, choice));
  }

  private static int length(String metric, String choice) {
    return switch (metric) {
      case "acc_norm" -> choice.codePointCount(0, choice.length());
      case "acc_bytes" -> choice.getBytes(StandardCharsets.UTF_8).length;
      default -> 1;
    };
  }
}
