package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.lm.AttentionSink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The option that each attention head points at: the QK-score of E. Tulchinskii et al.,
 * <i>Listening to the Wise Few: Select-and-Copy Attention Heads for Multiple-Choice QA</i>, arXiv
 * 2410.02343.
 *
 * <pre>{@code
 * S(i) = q_N · k_{t_i},   the head's choice is the i of the largest S
 * }</pre>
 *
 * <p>N is the prompt's last token, t_i the token that ends the line of option i, q and k are as
 * before rotary positions, and query head h goes with the key head of its group.
 */
final class QkScores implements AttentionSink {
  /** What a head that prefers no option is noted as. */
  static final char TIE = '-';

  /** Closer scores, as shares of the largest, are float32's rounding and a tie. */
  private static final double RESOLUTION = 1e-5;

  private final String model;
  private final int layers;
  private final int heads;
  private final int group; // query heads a key head
  private final int width;
  private final Map<Integer, Pointing> pointing = new HashMap<>(); // by sequence
  private final Pointing[] questions;

  /** One question's keys, until its query comes, and choices. */
  private static final class Pointing {
    final int query;
    final int[] keys;
    final Map<Integer, Map<Integer, float[]>> held = new HashMap<>(); // by layer, by position
    final String[] choices;

    Pointing(Question question, int layers) {
      query = question.start().length() - 1;
      keys = question.optionEnds().stream().mapToInt(at -> at).toArray();
      choices = new String[layers];
    }
  }

  /**
   * @param model its name, for errors
   * @param batch questions whose sequences are scored one after another
   */
  QkScores(String model, ModelConfig config, List<Question> batch) {
    this.model = model;
    layers = config.layers();
    heads = config.attentionHeads();
    group = heads / config.keyValueHeads();
    width = config.headDim();
    questions = new Pointing[batch.size()];
    int sequence = 0;
    for (int i = 0; i < questions.length; i++) {
      questions[i] = new Pointing(batch.get(i), layers);
      pointing.put(sequence, questions[i]); // the context is the same in all of its sequences
      sequence += batch.get(i).sequences().size();
    }
  }

  @Override
  public int[] queries(int sequence, int length) {
    Pointing own = pointing.get(sequence);
    return own == null ? new int[0] : new int[] {own.query};
  }

  @Override
  public int[] keys(int sequence, int length) {
    Pointing own = pointing.get(sequence);
    return own == null ? new int[0] : own.keys;
  }

  @Override
  public void key(int sequence, int layer, int position, float[] values) {
    Pointing own = pointing.get(sequence);
    own.held.computeIfAbsent(layer, none -> new HashMap<>()).put(position, values);
  }

  @Override
  public void query(int sequence, int layer, int position, float[] values) {
    Pointing own = pointing.get(sequence);
    Map<Integer, float[]> keys = own.held.remove(layer);
    StringBuilder choices = new StringBuilder();
    for (int head = 0; head < heads; head++) {
      double[] scores = new double[own.keys.length];
      for (int option = 0; option < scores.length; option++) {
        scores[option] = score(values, keys.get(own.keys[option]), head);
      }
      choices.append(choice(scores));
    }
    own.choices[layer] = choices.toString();
  }

  private double score(float[] query, float[] key, int head) {
    double sum = 0;
    for (int d = 0; d < width; d++) {
      sum += (double) query[head * width + d] * key[head / group * width + d];
    }
    if (Double.isNaN(sum)) {
      throw new PareException(
          model, "has NaN in its queries or keys", "check its weights, or evaluate it in float32");
    }
    return sum;
  }

  static char choice(double... scores) {
    int best = 0;
    double largest = 0;
    for (int i = 0; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
      largest = Math.max(largest, Math.abs(scores[i]));
    }
    for (int i = 0; i < scores.length; i++) {
      if (i != best && !(scores[best] - scores[i] > RESOLUTION * largest)) {
        return TIE;
      }
    }
    return (char) ('A' + best);
  }

  /**
   * What a question's heads chose: a letter a head, or {@link #TIE}, and a space between layers.
   */
  String choices(int question) {
    StringJoiner all = new StringJoiner(" ");
    for (String layer : questions[question].choices) {
      all.add(layer);
    }
    return all.toString();
  }
}
