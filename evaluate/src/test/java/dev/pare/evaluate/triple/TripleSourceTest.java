package dev.pare.evaluate.triple;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TripleSourceTest {
  @TempDir private Path folder;

  private KnowledgeGraph read(String yaml, String text) throws IOException {
    JsonObject options = Yaml.readObject("t.yaml", new StringReader(yaml), "task");
    Path file = Files.writeString(folder.resolve("facts"), text);
    return new TripleSource(options).read(List.of(file));
  }

  @Test
  void anyLayoutGivesTheSameFacts() throws IOException {
    List<Triple> expected =
        List.of(
            new Triple("Nebraska", "capital", "Lincoln"),
            new Triple("Ann", "plays", "piano"),
            new Triple("Ann", "plays", "drums"));
    KnowledgeGraph jsonl =
        read(
            "triples: {format: jsonl, files: [facts], fields: {subject: s, relation: r, object: o.names}}",
            """
            {"s": "Nebraska", "r": "capital", "o": {"names": "Lincoln"}}
            {"s": "Ann", "r": "plays", "o": {"names": ["piano", "drums"]}}
            """);
    assertEquals(expected, jsonl.triples());
    assertEquals(List.of("piano", "drums"), jsonl.objects("Ann", "plays"));
    String header = "subject,relation,object\n";
    String csv = header + "Nebraska,capital,Lincoln\nAnn,plays,\"piano\n\"\n ann ,plays, drums\n";
    assertEquals(
        List.of("piano", "drums"),
        read("triples: {format: csv, files: [facts]}", csv).objects("ANN", "plays"));
    String tabs = "Nebraska\tcapital\tLincoln\nAnn\tplays\tpiano\nAnn\tplays\tdrums\n";
    assertEquals(expected, read("triples: {format: triples, files: [facts]}", tabs).triples());
    assertEquals(
        expected,
        read(
                "triples: {format: tsv, files: [facts]}",
                header.replace(',', '\t') + tabs + "the ann\tplays\tDrums\n")
            .triples(),
        "what differs by case and article only is known already");
  }

  @Test
  void relationsAreSaidAsTheTaskSays() throws IOException {
    KnowledgeGraph graph =
        read(
            """
            triples: {format: triples, files: [facts]}
            without: [hates]
            relations:
              capital: {statement: "The capital of [X] is [Y] .", question: "What is the capital of [X]?"}
              plays: {question: "What does [X] play?"}
            """,
            "[Y]\tcapital\tA $1\nAnn\tplays\tdrums\nAnn\tlives_in\tRome\nAnn\thates\tRome\n");
    assertEquals(List.of("capital", "plays", "lives_in"), List.copyOf(graph.relations()));
    assertEquals("The capital of [Y] is A $1.", graph.statement(graph.triples().get(0)));
    assertEquals("What is the capital of [Y]?", graph.wording("capital").question("[Y]"));
    assertEquals("Ann plays drums.", graph.statement(graph.triples().get(1)));
    assertEquals("What does Ann play?", graph.wording("plays").question("Ann"));
    assertEquals("Ann lives in [MASK].", graph.wording("lives_in").blank("Ann"));
    assertEquals(
        "Ann lives in [MASK]. What should [MASK] be?", graph.wording("lives_in").question("Ann"));
  }

  @Test
  void namesAreComparedAsWholeWordsInTheirNormalForm() throws IOException {
    KnowledgeGraph graph =
        read("triples: {format: triples, files: [facts]}", "Rome\ttwin\tParis\nA\ttwin\tB\n");
    assertTrue(graph.holds("the rome", "twin", "PARIS"));
    assertFalse(graph.holds("Paris", "twin", "Rome"));
    assertTrue(graph.mayHold("Paris", "twin", "Rome"));
    assertFalse(graph.mayHold("Rome", "twin", "B"));
    assertTrue(graph.tells("Governor of Rome's hills", "Rome"));
    assertFalse(graph.tells("Romeo", "Rome"));
    assertFalse(graph.apart("York", "New York"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "triple: 1                                          | \"triples\" is missing",
        "triples: {format: csv}                             | names no \"files\"",
        "triples: {format: parquet, files: [facts]}         | unknown format \"parquet\"",
        "triples: {format: csv, files: [facts], more: 1}    | unknown key \"more\"",
        "triples: {format: triples, files: [facts]}, without: [r] | leaves no fact",
        "triples: {format: triples, files: [facts]}, relations: {r: {said: x}}         | unknown key \"said\"",
        "triples: {format: triples, files: [facts]}, relations: {r: {statement: '[X]'}} | \"[X]\" lacks [X] or [Y]",
        "triples: {format: triples, files: [facts]}, relations: {q: {question: 'Who?'}} | \"Who?\" is no question about [X]",
        "triples: {format: triples, files: [facts]}, relations: {q: {question: '[X][Y]?'}} | is no question about [X]",
        "triples: {format: triples, files: [facts]}, relations: 7 | \"relations\" is 7, not an object",
        "triples: {format: lines, files: [facts]}           | has no field \"relation\"",
      })
  void refusesByName(String yaml, String named) {
    PareException failure =
        assertThrows(PareException.class, () -> read("{" + yaml + "}", "a\tr\tb\n"));
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
  }

  @Test
  void anEmptyNameIsNamedByItsRecord() {
    PareException failure =
        assertThrows(
            PareException.class,
            () -> read("triples: {format: triples, files: [facts]}", "a\tr\tb\na\tr\t \n"));
    assertTrue(failure.getMessage().contains("facts#2: its object is empty"), failure.getMessage());
  }

  /** Counts of an independent program over the published files. */
  @Test
  void readsParaRel() throws IOException {
    Path facts = Shared.require("data/pararel/facts");
    JsonObject options =
        Yaml.readObject(
            "t.yaml",
            new StringReader("{triples: {format: pararel, files: [x]}, without: [P530]}"),
            "task");
    try (Stream<Path> files = Files.list(facts)) {
      KnowledgeGraph graph = new TripleSource(options).read(files.sorted().toList());
      assertEquals(20, graph.relations().size());
      Triple nebraska = new Triple("Nebraska", "P36", "Lincoln");
      assertTrue(graph.triples().contains(nebraska));
      assertEquals("The capital of Nebraska is Lincoln.", graph.statement(nebraska));
      assertEquals(13284, graph.triples().size());
      assertEquals(
          1407, graph.triples().stream().filter(t -> graph.tells(t.subject(), t.object())).count());
    }
  }
}
