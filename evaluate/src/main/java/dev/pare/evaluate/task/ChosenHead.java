package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The attention head that speaks for a model in a task: the one whose QK-scores are right most
 * often on units set apart for that, the first in the model's order among equals.
 *
 * @param layer from 0
 * @param head query head of the layer, from 0
 * @param accuracy on the samples it was chosen by: the best of many heads, so above what it is
 *     worth
 * @param samples it was chosen by
 */
public record ChosenHead(int layer, int head, double accuracy, int samples) {
  /** Of the units drawn, so many are set apart, but no fewer than {@link #LEAST}. */
  private static final double SHARE = 0.05;

  static final int LEAST = 20;

  /**
   * The units that choose the head, and are not scored: those whose SHA-256 of seed and name is
   * smallest, the same for every model.
   *
   * @throws PareException if none would be left
   */
  static Set<String> validation(String task, List<Sample> samples, long seed) {
    Set<String> units = new HashSet<>(samples.stream().map(Sample::unit).toList());
    int count = Math.max(LEAST, (int) Math.ceil(SHARE * units.size()));
    if (units.size() <= count) {
      throw new PareException(
          "task " + task,
          "has " + units.size() + " questions, of which " + count + " are to choose a head",
          "ask more, or leave out qk_acc");
    }
    return Set.copyOf(
        units.stream()
            .sorted(Comparator.comparing(unit -> Hashes.sha256(seed + " validation " + unit)))
            .limit(count)
            .toList());
  }

  /**
   * @param answers one a sample
   */
  static ChosenHead of(LoadedTask loaded, List<Answer> answers) {
    String shape = shape(answers.get(0));
    int[] right = new int[shape.length()];
    List<Sample> used = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Sample sample = loaded.samples().get(i);
      String heads = answers.get(i).heads();
      if (heads.isEmpty() || !shape(answers.get(i)).equals(shape)) {
        throw new PareException(
            sample.id(), "lacks choices of heads", "remove the file of answers to ask again");
      }
      if (!loaded.scored(sample)) {
        used.add(sample);
        for (int at = 0; at < right.length; at++) {
          right[at] += right(sample, heads.charAt(at)) ? 1 : 0;
        }
      }
    }
    int best = 0;
    for (int at = 0; at < right.length; at++) {
      best = right[at] > right[best] ? at : best;
    }
    String before = shape.substring(0, best);
    int layer = (int) before.chars().filter(c -> c == ' ').count();
    int head = best - before.lastIndexOf(' ') - 1;
    return new ChosenHead(layer, head, (double) right[best] / used.size(), used.size());
  }

  private static String shape(Answer answer) {
    return answer.heads().replaceAll("[^ ]", "-");
  }

  private static boolean right(Sample sample, char choice) {
    List<String> choices = sample.texts(Sample.CHOICES);
    int index = choice - 'A';
    return index >= 0
        && index < choices.size()
        && choices.get(index).equals(choices.get(sample.answerIndex()));
  }

  private char choice(Answer answer) {
    return answer.heads().split(" ")[layer].charAt(head);
  }

  /** 1 if the head points at the right option. */
  double score(Sample sample, Answer answer) {
    return right(sample, choice(answer)) ? 1 : 0;
  }

  /** Whether it prefers none. */
  boolean tied(Answer answer) {
    return choice(answer) == QkScores.TIE;
  }
}
