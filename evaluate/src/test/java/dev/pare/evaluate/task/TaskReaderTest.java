package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskReaderTest {
  @TempDir private Path folder;

  /** What is replaced in a good task, by what, and what the error must say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: toy          | name: ../toy        | the name \"../toy\" is not letters",
        "name: toy          | nam: toy            | unknown key \"nam\"",
        "version: 1         | version: one        | \"version\" is one, not an integer",
        "version: 1         | version: 0          | \"version\" is 0",
        "version: 1         | other: 1            | unknown key \"other\"",
        "request: choices   | request: guess      | unknown request \"guess\"",
        "request: choices   | stop: [x]           | \"request\" is missing",
        "request: choices   | request: rolling    | unknown metric \"acc\"",
        "request: choices   | request: generation | \"tokens\" is missing",
        "format: jsonl      | format: parquet     | unknown format \"parquet\"",
        "format: jsonl      | format: [jsonl]     | \"format\" is [jsonl], not a string",
        "files: [toy.jsonl] | files: []           | names no \"files\"",
        "files: [toy.jsonl] | file: toy.jsonl     | unknown key \"file\"",
        "files: [toy.jsonl] | fields: {a: 1}      | names no \"files\"",
        "metrics: [acc, acc_norm] | metrics: []        | has no \"metrics\"",
        "metrics: [acc, acc_norm] | metrics: [acc,acc] | names a metric twice",
        "metrics: [acc, acc_norm] | metrics: [f1]      | unknown metric \"f1\"",
        "metrics: [acc, acc_norm] | metrics: acc       | \"metrics\" is acc, not an array",
        "{question}         | {question           | has a lone brace at character 11",
        "{question}         | {what?}             | has a lone brace",
        "name: toy          | name: [             | not valid YAML",
        "name: toy          | 'name: toy\nname: toy' | not valid YAML",
      })
  void refusesByName(String good, String bad, String named) {
    String yaml = TaskFixture.CHOICES.replace(good, bad.replace("\\n", "\n"));
    assertFalse(yaml.equals(TaskFixture.CHOICES), "nothing replaced");
    PareException failure =
        assertThrows(PareException.class, () -> new TaskFixture(folder).task(yaml));
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
    assertTrue(failure.getMessage().startsWith("t.yaml"), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shots: {count: 1}                                  | needs either \"from\" or \"examples\"",
        "shots: {count: 2, examples: [{question: q}]}       | has 1 examples of 2",
        "shots: {count: 0, examples: [{question: q}]}       | \"count\" is 0",
        "shots: {count: 1, examples: [{question: }]}        | has a field without a value",
        "shots: {count: 1, examples: [q]}                   | \"examples\" is q, not an object",
        "shots: 5                                           | \"shots\" is 5, not an object",
        "shots: {count: 1, of: x, examples: [{question: q}]} | unknown key \"of\"",
        "stop: [x]                                          | unknown key \"stop\"",
        "limit: 0                                           | \"limit\" is 0",
        "citation: 7                                        | \"citation\" is 7, not a string",
      })
  void refusesAddedLinesByName(String line, String named) {
    PareException failure =
        assertThrows(
            PareException.class,
            () -> new TaskFixture(folder).task(TaskFixture.CHOICES + line + "\n"));
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
  }

  @Test
  void aMissingFieldNamesSampleAndTemplateField() {
    TaskFixture fixture = new TaskFixture(folder);
    fixture.write("toy.jsonl", "{\"choices\": [\"x\", \"y\"], \"answer\": 0}");
    PareException failure =
        assertThrows(
            PareException.class, () -> fixture.run(new SpokenModel(), TaskFixture.CHOICES));
    assertEquals(
        "toy.jsonl#1: has no field \"question\"; it has answer, choices", failure.getMessage());
  }

  @Test
  void missingDataIsNamed() {
    PareException failure =
        assertThrows(
            PareException.class,
            () -> new TaskFixture(folder).run(new SpokenModel(), TaskFixture.CHOICES));
    assertEquals(
        "task toy: finds none of toy.jsonl in "
            + folder
            + "; name the folder that holds its data by --data",
        failure.getMessage());
  }

  @Test
  void everyBundledTaskIsReadableCompleteAndDescribed() throws Exception {
    Map<String, String> bundled = Tasks.bundled();
    assertTrue(bundled.size() >= 19);
    for (Map.Entry<String, String> entry : bundled.entrySet()) {
      Task task = Tasks.named(entry.getKey());
      assertEquals(entry.getKey(), task.name());
      assertEquals(entry.getValue(), task.family());
      for (String text :
          new String[] {task.description(), task.source(), task.licence(), task.citation()}) {
        assertFalse(text.isBlank(), task.name());
      }
      String readme = task.family() + "/README.md";
      assertNotNull(Tasks.class.getResource(readme), readme);
      try (var in = Tasks.class.getResourceAsStream(readme)) {
        String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(
            text.contains("`" + task.name() + "`"), readme + " does not name " + task.name());
      }
    }
  }

  @Test
  void theIndexNamesEveryFile() throws Exception {
    Path index = Path.of(Tasks.class.getResource("index.txt").toURI());
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(index.getParent())) {
      files
          .filter(file -> file.toString().endsWith(".yaml"))
          .forEach(file -> names.add(file.getFileName().toString().replace(".yaml", "")));
    }
    assertEquals(names, Tasks.bundled().keySet());
  }

  @Test
  void unknownNamesListTheKnown() {
    PareException failure = assertThrows(PareException.class, () -> Tasks.named("arc"));
    assertTrue(failure.getMessage().contains("arc-easy"), failure.getMessage());
  }
}
