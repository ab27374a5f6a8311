package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Plain lines, and MMLU's tables. */
final class TextFormats {
  private TextFormats() {}

  /** Each line that is not blank is a {@code text}. */
  static void lines(Path file, Consumer<Map<String, Object>> records) {
    try (Lines lines = new Lines(file, null)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          records.accept(Map.of("text", line));
        }
      }
    }
  }

  /**
   * MMLU (arXiv 2009.03300): question, four choices and a letter, no header; the file's name is the
   * {@code subject}, {@code college_biology_test.csv} "college biology". Blanks around a question,
   * which some files have, are left out, as lm-evaluation-harness does.
   */
  static void mmlu(Path file, Consumer<Map<String, Object>> records) {
    String subject =
        file.getFileName()
            .toString()
            .replaceFirst("(_(dev|val|test))?\\.csv$", "")
            .replace('_', ' ');
    try (Csv csv = new Csv(file)) {
      for (List<String> row = csv.next(); row != null; row = csv.next()) {
        if (row.size() != 6) {
          throw new PareException(
              csv.where(), "has " + row.size() + " fields, not 6", "correct the record");
        }
        records.accept(
            Map.of(
                Sample.QUESTION,
                row.get(0).strip(),
                Sample.CHOICES,
                List.copyOf(row.subList(1, 5)),
                Sample.ANSWER,
                AnswerKey.letter(csv.where(), 4, row.get(5)),
                "subject",
                subject));
      }
    }
  }
}
