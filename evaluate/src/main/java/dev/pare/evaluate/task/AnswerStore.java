package dev.pare.evaluate.task;

import java.util.List;
import java.util.Map;

/** Where one model's answers to one task are kept, by batch. */
interface AnswerStore extends AutoCloseable {
  /** What was said to a batch; null if nothing yet. */
  List<Answer> batch(int number);

  /** Keeps a batch's answers. */
  void put(int number, List<Answer> answers);

  /** All answers by sample. */
  Map<String, Answer> answers();

  @Override
  void close();
}
