package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Choices as their authors publish them, one JSON object a line, and as rows exported from the
 * Hugging Face hub.
 */
final class ChoiceFormats {
  private ChoiceFormats() {}

  private static Map<String, Object> choice(String question, List<String> choices, long answer) {
    return Map.of(
        Sample.QUESTION, question, Sample.CHOICES, List.copyOf(choices), Sample.ANSWER, answer);
  }

  /** ARC (arXiv 1803.05457) and OpenBookQA (arXiv 1809.02789). */
  static void arc(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofEither(
        file,
        record -> {
          boolean original = record.values().get("question") instanceof Map<?, ?>;
          JsonObject holder = original ? record.requireObject("question") : record;
          List<String> labels = new ArrayList<>();
          List<String> texts = new ArrayList<>();
          if (original) {
            for (JsonObject choice : holder.objects("choices")) {
              labels.add(choice.requireString("label"));
              texts.add(choice.requireString("text"));
            }
          } else {
            labels.addAll(holder.requireObject("choices").strings("label"));
            texts.addAll(holder.requireObject("choices").strings("text"));
          }
          if (labels.size() != texts.size() || texts.size() < 2) {
            throw new PareException(
                record.source(),
                "has " + texts.size() + " choices and " + labels.size() + " labels",
                "correct the record");
          }
          String stem =
              original
                  ? holder.requireString("stem")
                  : record
                      .string("question_stem")
                      .orElseGet(() -> holder.requireString("question"));
          String key = record.requireString("answerKey");
          records.accept(choice(stem, texts, AnswerKey.label(record.source(), labels, key)));
        });
  }

  /**
   * PIQA (arXiv 1911.11641). The label is in the record, or on the same line of the file that ends
   * in {@code -labels.lst}.
   */
  static void piqa(Path file, Consumer<Map<String, Object>> records) {
    String name = file.getFileName().toString().replaceFirst("\\.jsonl?$", "");
    Path labels = file.resolveSibling(name + "-labels.lst");
    try (Lines lines = Files.isRegularFile(labels) ? new Lines(labels, null) : null) {
      JsonRecords.ofEither(
          file,
          record -> {
            Object label = lines == null ? record.values().get("label") : lines.next();
            List<String> choices =
                List.of(record.requireString("sol1"), record.requireString("sol2"));
            records.accept(
                choice(record.requireString("goal"), choices, number(record, label, 0, 2)));
          });
    }
  }

  /** BoolQ (arXiv 1905.10044), and SuperGLUE's copy: no and yes to a passage ({@code context}). */
  static void boolq(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofEither(
        file,
        record -> {
          Object answer = record.values().getOrDefault("answer", record.values().get("label"));
          long index = answer instanceof Boolean yes ? (yes ? 1 : 0) : number(record, answer, 0, 2);
          records.accept(
              Map.of(
                  Sample.QUESTION,
                  record.requireString("question"),
                  Sample.CONTEXT,
                  record.requireString("passage"),
                  Sample.CHOICES,
                  List.of("no", "yes"),
                  Sample.ANSWER,
                  index));
        });
  }

  /** WinoGrande (arXiv 1907.10641): the blank splits the sentence. */
  static void winoGrande(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofEither(
        file,
        record ->
            records.accept(
                blank(
                    record.source(),
                    record.requireString("sentence"),
                    List.of(record.requireString("option1"), record.requireString("option2")),
                    number(record, record.values().get("answer"), 1, 2))));
  }

  /** A sentence with a blank: {@code before} it and {@code after} it. */
  static Map<String, Object> blank(
      String where, String sentence, List<String> choices, long answer) {
    int blank = sentence.indexOf('_');
    if (blank < 0) {
      throw new PareException(where, "has no blank \"_\" to fill", "correct the record");
    }
    return Map.of(
        Sample.QUESTION,
        sentence,
        "before",
        sentence.substring(0, blank),
        "after",
        sentence.substring(blank + 1).strip(),
        Sample.CHOICES,
        List.copyOf(choices),
        Sample.ANSWER,
        answer);
  }

  /** HellaSwag (arXiv 1905.07830), its WikiHow marks removed as is usual. */
  static void hellaSwag(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofEither(
        file,
        record -> {
          String second = record.string("ctx_b").orElse("");
          String context = record.requireString("ctx_a") + " " + capitalized(second);
          List<String> endings =
              record.strings("endings").stream().map(ChoiceFormats::withoutMarks).toList();
          records.accept(
              choice(
                  withoutMarks(record.requireString("activity_label") + ": " + context),
                  endings,
                  number(record, record.values().get("label"), 0, endings.size())));
        });
  }

  private static String capitalized(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String withoutMarks(String text) {
    return text.strip().replace(" [title]", ". ").replaceAll("\\[.*?\\]", "").replace("  ", " ");
  }

  /** BLiMP (arXiv 1912.00582): the grammatical sentence is the first choice, and right. */
  static void blimp(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofEither(
        file,
        record ->
            records.accept(
                Map.of(
                    "paradigm",
                    record.requireString("UID"),
                    Sample.CHOICES,
                    List.of(
                        record.requireString("sentence_good"),
                        record.requireString("sentence_bad")),
                    Sample.ANSWER,
                    0L)));
  }

  /** An index that files write as a number or as text, counted from {@code first}. */
  private static long number(JsonObject record, Object label, int first, int choices) {
    String text = String.valueOf(label).strip();
    if (text.matches("\\d{1,4}")) {
      long index = Long.parseLong(text) - first;
      if (index >= 0 && index < choices) {
        return index;
      }
    }
    throw new PareException(
        record.source(),
        "its label is " + label + ", not a number from " + first + " to " + (first + choices - 1),
        "take the split that has labels, or correct the record");
  }
}
