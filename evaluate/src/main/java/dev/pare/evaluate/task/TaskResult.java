package dev.pare.evaluate.task;

import dev.pare.evaluate.metric.AnswerMetrics;
import dev.pare.evaluate.statistics.Figure;
import dev.pare.evaluate.statistics.TaskComparison;
import java.util.List;
import java.util.Optional;

/**
 * One metric of one task.
 *
 * @param scores one a unit, in the samples' order, from 0 to 1 or a count: a unit is a sample, or a
 *     group
 * @param baselineScores of the same units; empty where there is no baseline
 * @param chance the mean score of guessing; 0 for free answers
 * @param ties samples whose right choice was no likelier than another: they count as wrong
 * @param samples in all units
 * @param head the attention head that speaks for the model, where one does
 * @param baselineHead for the baseline
 * @param figure mean and interval
 * @param comparison with the baseline, where there is one
 * @param divergence the model's from the baseline, the same for all metrics of a task; empty
 *     without one, and where the two mean different things by a token
 * @param perplexity of whole texts, where the task is about such
 */
public record TaskResult(
    Task task,
    String metric,
    List<Double> scores,
    List<Double> baselineScores,
    double chance,
    int ties,
    int samples,
    Optional<ChosenHead> head,
    Optional<ChosenHead> baselineHead,
    Figure figure,
    Optional<TaskComparison> comparison,
    Optional<TaskDivergence> divergence,
    Optional<TextPerplexity> perplexity) {
  /** Whether the scores are shares of 1, told in percent; else counts. */
  public boolean isShare() {
    return AnswerMetrics.isShare(Fold.base(metric));
  }
}
