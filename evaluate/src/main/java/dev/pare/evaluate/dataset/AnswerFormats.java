package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Open questions as their authors publish them. */
final class AnswerFormats {
  private AnswerFormats() {}

  private static Map<String, Object> open(
      JsonObject record, String question, Collection<String> answers) {
    List<String> distinct = List.copyOf(new LinkedHashSet<>(answers));
    if (distinct.isEmpty()) {
      throw new PareException(record.source(), "has no answers", "correct the record");
    }
    return Map.of(Sample.QUESTION, question, Sample.ANSWERS, distinct);
  }

  /** NQ-open (arXiv 1906.00300). */
  static void nqOpen(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofEither(
        file,
        record ->
            records.accept(
                open(record, record.requireString("question"), record.strings("answer"))));
  }

  /** FreebaseQA (Jiang, Wu and Jiang, 2019): the names of all parses' answers are aliases. */
  static void freebaseQa(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofArray(
        file,
        "Questions",
        record -> {
          Set<String> names = new LinkedHashSet<>();
          for (JsonObject parse : record.objects("Parses")) {
            for (JsonObject answer : parse.objects("Answers")) {
              names.addAll(answer.strings("AnswersName"));
            }
          }
          records.accept(open(record, record.requireString("RawQuestion"), names));
        });
  }

  /**
   * TriviaQA (arXiv 1705.03551): the file of questions, {@code {"Data": […]}}, or rows exported
   * from the hub. The value comes first, then its aliases.
   */
  static void triviaQa(Path file, Consumer<Map<String, Object>> records) {
    if (published(file)) {
      JsonRecords.ofArray(
          file, "Data", record -> records.accept(trivia(record, "Question", "Answer", "Value")));
    } else {
      JsonRecords.ofEither(
          file, record -> records.accept(trivia(record, "question", "answer", "value")));
    }
  }

  private static boolean published(Path file) {
    return !file.getFileName().toString().endsWith(".jsonl");
  }

  private static Map<String, Object> trivia(
      JsonObject record, String question, String answer, String value) {
    JsonObject right = record.requireObject(answer);
    List<String> answers = new ArrayList<>();
    answers.add(right.requireString(value));
    answers.addAll(right.strings(value.equals("Value") ? "Aliases" : "aliases"));
    return open(record, record.requireString(question), answers);
  }

  /**
   * SQuAD (arXiv 1606.05250), version 1 or 2; of the latter the questions that the text does not
   * answer are left out, for they have no answer to match.
   */
  static void squad(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofArray(
        file,
        "data",
        article -> {
          for (JsonObject paragraph : article.objects("paragraphs")) {
            String context = paragraph.requireString("context");
            for (JsonObject question : paragraph.objects("qas")) {
              if (!question.bool("is_impossible").orElse(false)) {
                records.accept(answered(question, context));
              }
            }
          }
        });
  }

  private static Map<String, Object> answered(JsonObject question, String context) {
    List<String> answers =
        question.objects("answers").stream().map(answer -> answer.requireString("text")).toList();
    Map<String, Object> open = open(question, question.requireString("question"), answers);
    return Map.of(
        Sample.QUESTION,
        open.get(Sample.QUESTION),
        Sample.ANSWERS,
        open.get(Sample.ANSWERS),
        Sample.CONTEXT,
        context);
  }

  /** GSM8K (arXiv 2110.14168): the number after {@code ####}; the way to it is "solution". */
  static void gsm8k(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofEither(
        file,
        record -> {
          String solution = record.requireString("answer");
          int mark = solution.lastIndexOf("####");
          String number = mark < 0 ? "" : solution.substring(mark + 4).strip();
          if (number.isEmpty()) {
            throw new PareException(
                record.source(), "its answer has no \"#### number\"", "correct the record");
          }
          records.accept(
              Map.of(
                  Sample.QUESTION,
                  record.requireString("question"),
                  Sample.ANSWERS,
                  List.of(number),
                  "solution",
                  solution));
        });
  }

  /** BIG-Bench Hard (arXiv 2210.09261); the file's name is the {@code subject}. */
  static void bbh(Path file, Consumer<Map<String, Object>> records) {
    String subject = file.getFileName().toString().replaceFirst("\\.json$", "").replace('_', ' ');
    JsonRecords.ofArray(
        file,
        "examples",
        record ->
            records.accept(
                Map.of(
                    Sample.QUESTION,
                    record.requireString("input"),
                    Sample.ANSWERS,
                    List.of(record.requireString("target")),
                    "subject",
                    subject)));
  }
}
