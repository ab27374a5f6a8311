package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commonsense sets of LLM-Adapters (arXiv 2304.01933): ARC, BoolQ, HellaSwag, OpenBookQA, PIQA,
 * SIQA and WinoGrande as {@code {instruction, output, answer}}. The question and its choices are
 * taken out of the instruction:
 *
 * <pre>{@code
 * Please choose the correct answer to the question: QUESTION
 *
 * Answer1: … Answer2: …
 *
 * Answer format: answer1/answer2
 * }</pre>
 *
 * A WinoGrande sentence is split at its blank. BoolQ comes without its passage, as "no" and "yes".
 */
final class InstructionFormat {
  private static final Pattern FORMAT = Pattern.compile("\\s*Answer format: *(\\S+)\\s*$");
  private static final Pattern START =
      Pattern.compile("^Please (?:choose|answer|complete)[^:]*?(?:, question|: *)?: *");

  private InstructionFormat() {}

  static void read(Path file, Consumer<Map<String, Object>> records) {
    JsonRecords.ofEither(file, record -> records.accept(fields(record)));
  }

  private static Map<String, Object> fields(JsonObject record) {
    String instruction = record.requireString("instruction");
    Matcher format = FORMAT.matcher(instruction);
    Matcher start = START.matcher(instruction);
    if (!format.find() || !start.find()) {
      throw malformed(record, "its instruction is not \"Please …: … Answer format: …\"");
    }
    List<String> labels = List.of(format.group(1).split("/"));
    String body = instruction.substring(start.end(), format.start());
    long answer = AnswerKey.label(record.source(), labels, record.requireString("answer"));
    if (labels.contains("true") && labels.contains("false")) {
      long yes = labels.get((int) answer).equals("true") ? 1 : 0;
      List<String> choices = List.of("no", "yes");
      return Map.of(
          Sample.QUESTION,
          body.strip().replaceFirst("\\?$", ""),
          Sample.CHOICES,
          choices,
          Sample.ANSWER,
          yes);
    }
    return choices(record, body, labels, answer);
  }

  private static Map<String, Object> choices(
      JsonObject record, String body, List<String> labels, long answer) {
    List<String> texts = new ArrayList<>();
    int end = body.length();
    for (int i = labels.size() - 1; i >= 0; i--) {
      String label = labels.get(i);
      String mark = label.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + label.substring(1);
      int at = body.lastIndexOf(mark + ":", end - 1);
      if (at < 0) {
        throw malformed(record, "its instruction has no \"" + mark + ":\"");
      }
      texts.add(0, body.substring(at + mark.length() + 1, end).strip());
      end = at;
    }
    String question = body.substring(0, end).strip();
    if (record.requireString("instruction").contains("fill in the blank")) {
      return ChoiceFormats.blank(record.source(), question, texts, answer);
    }
    return Map.of(
        Sample.QUESTION, question, Sample.CHOICES, List.copyOf(texts), Sample.ANSWER, answer);
  }

  private static PareException malformed(JsonObject record, String what) {
    return new PareException(record.source(), what, "check the file and its format llm-adapters");
  }
}
