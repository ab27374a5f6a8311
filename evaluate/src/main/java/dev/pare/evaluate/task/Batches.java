package dev.pare.evaluate.task;

import dev.pare.core.lm.TokenSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How questions are put to the engine together: questions with the same examples side by side, for
 * the engine reads what they share once, then long ones first, so that a batch has like lengths and
 * the time left is not guessed too low. The cut depends on the questions alone: whoever runs a
 * batch again, after a kill, gets the same figures from it.
 */
final class Batches {
  /** Tokens a batch of questions to score, what neighbours share counted once. */
  static final int SCORED_TOKENS = 4096;

  /** Prompts that are continued together. */
  static final int GENERATED = 32;

  /** Where two prompts begin alike for so many tokens, they have the same examples. */
  private static final int COMMON = 48;

  private Batches() {}

  /** The questions' numbers, batch by batch. */
  static List<List<Integer>> of(List<Question> questions) {
    List<Integer> order = order(questions);
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> batch = new ArrayList<>();
    int tokens = 0;
    for (int i = 0; i < order.size(); i++) {
      Question question = questions.get(order.get(i));
      int cost = question.tokens();
      if (!batch.isEmpty()) {
        TokenSequence before = questions.get(order.get(i - 1)).start();
        cost -= Question.shared(before, question.start());
        boolean full =
            question.sequences().isEmpty()
                ? batch.size() == GENERATED
                : tokens + cost > SCORED_TOKENS;
        if (full) {
          batches.add(List.copyOf(batch));
          batch.clear();
          tokens = 0;
          cost = question.tokens();
        }
      }
      batch.add(order.get(i));
      tokens += cost;
    }
    if (!batch.isEmpty()) {
      batches.add(List.copyOf(batch));
    }
    return batches;
  }

  /** Tokens that a model reads for a batch, what neighbours share counted once. */
  static long cost(List<Question> batch) {
    long cost = 0;
    for (int i = 0; i < batch.size(); i++) {
      cost += batch.get(i).tokens();
      cost -= i == 0 ? 0 : Question.shared(batch.get(i - 1).start(), batch.get(i).start());
    }
    return cost;
  }

  private static List<Integer> order(List<Question> questions) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      int[] start = questions.get(i).start().ids();
      StringBuilder key = new StringBuilder();
      for (int t = 0; questions.get(i).shots() > 0 && t < Math.min(COMMON, start.length); t++) {
        key.append(start[t]).append(' ');
      }
      groups.computeIfAbsent(key.toString(), none -> new ArrayList<>()).add(i);
    }
    List<Integer> order = new ArrayList<>();
    for (List<Integer> group : groups.values()) {
      group.sort(Comparator.comparingInt(i -> -questions.get(i).tokens()));
      order.addAll(group);
    }
    return order;
  }
}
