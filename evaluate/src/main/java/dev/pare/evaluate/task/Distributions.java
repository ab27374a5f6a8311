package dev.pare.evaluate.task;

import java.util.List;
import java.util.Map;

/** What a run does with its model's distributions, and what its answers depend on by that. */
interface Distributions {
  /** Part of the key that answers are kept under. */
  Map<String, Object> key();

  /**
   * @param number of the task among the run's
   * @param vocabulary how many tokens the model has
   */
  DistributionUse of(int number, Task task, int vocabulary);

  /** Of a model that is compared with none. */
  static Distributions unread() {
    return new Distributions() {
      @Override
      public Map<String, Object> key() {
        return Map.of();
      }

      @Override
      public DistributionUse of(int number, Task task, int vocabulary) {
        return DistributionUse.NONE;
      }
    };
  }

  /** Of a baseline. */
  static Distributions kept() {
    return new Distributions() {
      @Override
      public Map<String, Object> key() {
        return Map.of("distributions", Kept.FORMAT);
      }

      @Override
      public DistributionUse of(int number, Task task, int vocabulary) {
        return new KeepingUse(task.kind(), vocabulary);
      }
    };
  }

  /**
   * Of a model beside a baseline.
   *
   * @param answers the baseline's, every task's by sample
   */
  static Distributions compared(String baseline, List<Map<String, Answer>> answers) {
    return new Distributions() {
      @Override
      public Map<String, Object> key() {
        return Map.of("comparedWith", List.of(Kept.FORMAT, baseline));
      }

      @Override
      public DistributionUse of(int number, Task task, int vocabulary) {
        return new ComparingUse(task.kind(), vocabulary, answers.get(number));
      }
    };
  }
}
