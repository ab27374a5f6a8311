package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Instructions as FastChat publishes them; answers of strong models, where known, lie beside. */
final class ConversationFormats {
  private ConversationFormats() {}

  /**
   * The 80 of Vicuna, which LLM-KICK takes: {@code question.jsonl} and its neighbour {@code
   * answer_gpt35.jsonl}.
   */
  static void vicuna(Path file, Consumer<Map<String, Object>> records) {
    Map<Long, String> answers =
        answers(file.resolveSibling("answer_gpt35.jsonl"), record -> record.requireString("text"));
    JsonRecords.ofLines(
        file, record -> records.accept(fields(record, record.requireString("text"), answers)));
  }

  /**
   * MT-Bench (arXiv 2306.05685): the first of each question's two turns; answers to some are in
   * {@code reference_answer/gpt-4.jsonl}.
   */
  static void mtBench(Path file, Consumer<Map<String, Object>> records) {
    Map<Long, String> answers =
        answers(
            file.resolveSibling("reference_answer").resolve("gpt-4.jsonl"),
            record -> turn(first(record.objects("choices"), record)));
    JsonRecords.ofLines(file, record -> records.accept(fields(record, turn(record), answers)));
  }

  private static String turn(JsonObject record) {
    return first(record.strings("turns"), record);
  }

  private static <T> T first(List<T> list, JsonObject record) {
    if (list.isEmpty()) {
      throw new PareException(
          record.source(), "has no turn", "check the file and its format mt-bench");
    }
    return list.get(0);
  }

  private static Map<Long, String> answers(Path file, Function<JsonObject, String> text) {
    Map<Long, String> answers = new HashMap<>();
    if (Files.isRegularFile(file)) {
      JsonRecords.ofLines(
          file, record -> answers.put(record.requireInteger("question_id"), text.apply(record)));
    }
    return answers;
  }

  private static Map<String, Object> fields(
      JsonObject record, String question, Map<Long, String> answers) {
    Map<String, Object> fields = new HashMap<>();
    fields.put(Sample.QUESTION, question);
    fields.put("category", record.string("category").orElse(""));
    String answer = answers.get(record.requireInteger("question_id"));
    if (answer != null) {
      fields.put(Sample.ANSWERS, List.of(answer));
    }
    return fields;
  }
}
