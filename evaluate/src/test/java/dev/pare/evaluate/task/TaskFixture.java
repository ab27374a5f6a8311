package dev.pare.evaluate.task;

import dev.pare.core.json.Yaml;
import dev.pare.core.progress.Progress;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tasks and evaluations of a few lines. */
final class TaskFixture {
  static final String CHOICES =
      """
      name: toy
      version: 1
      data:
        - format: jsonl
          files: [toy.jsonl]
      request: choices
      prompt: "Question: {question}\\nAnswer:"
      metrics: [acc, acc_norm]
      """;

  static final String GENERATION =
      """
      name: spoken
      version: 1
      data:
        - format: jsonl
          files: [spoken.jsonl]
      request: generation
      prompt: "Q: {question}\\nA:"
      stop: ["\\n"]
      tokens: 40
      metrics: [exact-match]
      """;

  final Path folder;

  TaskFixture(Path folder) {
    this.folder = folder;
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code count} questions with three choices, the second of which is right. */
  Path writeChoices(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(
          "{\"question\": \"what is %d and %d?\", \"choices\": [\"an apple\", \"%d\", \"b%s\"], \"answer\": 1}\n"
              .formatted(i, i * 7, i * 8, "xy".repeat(i % 5)));
    }
    return write("toy.jsonl", lines.toString());
  }

  Path writeQuestion(String question, String... answers) {
    return write(
        "spoken.jsonl",
        "{\"question\": \"%s\", \"answers\": [%s]}\n"
            .formatted(question, "\"" + String.join("\", \"", answers) + "\""));
  }

  Task task(String yaml) {
    return TaskReader.read(
        Yaml.readObject("t.yaml", new StringReader(yaml), "task"), Optional.of(folder));
  }

  EvaluationOptions options() {
    return new EvaluationOptions(Optional.empty(), Optional.empty(), 0, Optional.empty());
  }

  EvaluationOptions keeping(Path answers) {
    return new EvaluationOptions(Optional.empty(), Optional.empty(), 0, Optional.of(answers));
  }

  static EvaluatedModel evaluated(String name, SpokenModel model) {
    return new EvaluatedModel(name, name, () -> model);
  }

  EvaluationResult run(SpokenModel model, String yaml) {
    return run(model, yaml, options());
  }

  EvaluationResult run(SpokenModel model, String yaml, EvaluationOptions options) {
    return Evaluation.run(
        List.of(task(yaml)), evaluated("model", model), Optional.empty(), options, Progress.none());
  }
}
