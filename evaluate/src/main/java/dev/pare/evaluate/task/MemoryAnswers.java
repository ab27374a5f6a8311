package dev.pare.evaluate.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers for this run alone. */
class MemoryAnswers implements AnswerStore {
  private final Map<Integer, List<Answer>> batches = new LinkedHashMap<>();

  @Override
  public List<Answer> batch(int number) {
    return batches.get(number);
  }

  @Override
  public void put(int number, List<Answer> answers) {
    batches.put(number, answers);
  }

  @Override
  public Map<String, Answer> answers() {
    Map<String, Answer> answers = new LinkedHashMap<>();
    batches.values().forEach(batch -> batch.forEach(answer -> answers.put(answer.id(), answer)));
    return answers;
  }

  @Override
  public void close() {}
}
