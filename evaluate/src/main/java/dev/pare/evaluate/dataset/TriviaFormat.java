package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * OpenTriviaQA: blocks of
 *
 * <pre>{@code
 * #Q question, over as many lines as it takes
 * ^ the right answer
 * A choice
 * B choice
 * }</pre>
 *
 * A letter without a text is no choice. A sample is both a choice and, by {@code answers}, an open
 * question. The files mix encodings: a line that is no UTF-8 is read as windows-1252.
 */
final class TriviaFormat {
  private static final Charset FALLBACK = Charset.forName("windows-1252");

  private final Consumer<Map<String, Object>> records;
  private final List<String> choices = new ArrayList<>();
  private StringBuilder question;
  private String answer;
  private String where;
  private int letters;

  private TriviaFormat(Consumer<Map<String, Object>> records) {
    this.records = records;
  }

  static void read(Path file, Consumer<Map<String, Object>> records) {
    TriviaFormat block = new TriviaFormat(records);
    try (Lines lines = new Lines(file, FALLBACK)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        block.add(line, lines.where());
      }
    }
    block.end();
  }

  private void add(String line, String at) {
    if (line.startsWith("#Q ")) {
      end();
      question = new StringBuilder(line.substring(3));
      where = at;
    } else if (question == null) {
      if (!line.isBlank()) {
        throw new PareException(at, "comes before the first \"#Q\"", "check the file");
      }
    } else if (answer == null) {
      if (line.startsWith("^ ")) {
        answer = line.substring(2).strip();
      } else {
        question.append('\n').append(line);
      }
    } else if (line.startsWith(next() + " ")) {
      letters++;
      if (!line.substring(2).isBlank()) {
        choices.add(line.substring(2).strip());
      }
    } else if (!line.isBlank()) {
      throw new PareException(
          at, "is not the choice " + next() + ", nor a new \"#Q\"", "correct the block");
    }
  }

  private char next() {
    return (char) ('A' + letters);
  }

  private void end() {
    if (question == null) {
      return;
    }
    if (answer == null || choices.size() < 2 || !choices.contains(answer)) {
      throw new PareException(
          where,
          answer == null
              ? "has no \"^\" line with the answer"
              : "the answer \"" + answer + "\" is none of its " + choices.size() + " choices",
          "correct the block");
    }
    records.accept(
        Map.of(
            Sample.QUESTION,
            question.toString().strip(),
            Sample.CHOICES,
            List.copyOf(choices),
            Sample.ANSWER,
            (long) choices.indexOf(answer),
            Sample.ANSWERS,
            List.of(answer)));
    question = null;
    answer = null;
    choices.clear();
    letters = 0;
  }
}
