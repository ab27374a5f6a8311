package dev.pare.evaluate.judge;

import dev.pare.evaluate.statistics.Figure;
import dev.pare.evaluate.statistics.TaskComparison;
import dev.pare.evaluate.task.Task;
import java.util.Optional;

/**
 * One figure of a judged task.
 *
 * @param metric an axis, {@link #RATING} for the mean of all axes, or {@code wins}
 * @param samples that were judged; those with an unreadable reply are not in the figures
 * @param unreadable replies that said no verdict, or two
 * @param figure mean and interval, in tenths of 10 or the share of wins, a tie being half; empty if
 *     no reply was readable
 * @param comparison with the baseline, where there is one; of {@code pairwise} it is the baseline's
 *     own share of wins
 * @param pairs counted, where answers were compared
 */
public record JudgedRow(
    Task task,
    String metric,
    int samples,
    int unreadable,
    Optional<Figure> figure,
    Optional<TaskComparison> comparison,
    Optional<PairTally> pairs) {
  /** The metric of the mean of all axes. */
  public static final String RATING = "rating";
}
