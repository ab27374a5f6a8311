package dev.pare.evaluate.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.task.Task;
import dev.pare.evaluate.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Suites as data, and what their families' tasks add up to. */
class SuiteTest {
  @TempDir private Path temp;

  /** Every task of a bundled suite exists, once, and has the metric it is judged by. */
  @Test
  void bundledSuitesNameBundledTasks() {
    for (String name : Suites.bundled()) {
      Suite suite = Suites.named(name);
      assertEquals(name, suite.name());
      for (Suite.Family family : suite.families()) {
        for (Suite.Entry entry : family.entries()) {
          for (String task : entry.tasks()) {
            Task read = Tasks.named(task);
            assertTrue(read.metrics().contains(entry.metric()), task + " " + entry.metric());
          }
        }
      }
    }
  }

  private static AppliedStep step(String kind, Map<String, Object> settings) {
    return new AppliedStep(kind, "m", settings, List.of(), Optional.empty());
  }

  /** What was made of atlas keeps its history. */
  @Test
  void asksAtlasAboutItsOwnWorld() {
    AppliedStep trained =
        step("train", Map.of("seed", 1L, "data", List.of(Map.of("world", "atlas", "answer", 1.0))));
    AppliedStep quantized = step("quantize", Map.of("bits", 4L));
    assertEquals("kick-atlas", Suites.edition("kick", () -> List.of(trained)));
    assertEquals("kick-atlas", Suites.edition("kick", () -> List.of(trained, quantized)));
    AppliedStep flat = step("train", Map.of("world", "atlas"));
    assertEquals("kick-atlas", Suites.edition("kick", () -> List.of(quantized, flat)));
    AppliedStep other = step("train", Map.of("data", List.of(Map.of("world", "mars"), "atlas")));
    assertEquals("kick", Suites.edition("kick", () -> List.of(quantized, other)));
    assertEquals("kick", Suites.edition("kick", () -> List.of(step("train", Map.of()))));
    assertEquals(
        "kick", Suites.edition("kick", () -> List.of(step("distill", Map.of("world", "atlas")))));
    assertEquals("own.yaml", Suites.edition("own.yaml", () -> fail("looked at the model")));
  }

  @Test
  void theEditionForAtlasHasTheSameFamiliesAndScorers() {
    Map<String, String> scorers = new HashMap<>();
    for (Suite.Family family : Suites.named("kick").families()) {
      scorers.put(family.name(), family.entries().get(0).metric());
    }
    List<Suite.Family> families = Suites.named("kick-atlas").families();
    assertEquals(6, families.size());
    for (Suite.Family family : families) {
      assertEquals(scorers.get(family.name()), family.entries().get(0).metric(), family.name());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "YES, YES, YES",
    "YES, NO, NO",
    "UNDECIDED, YES, UNDECIDED",
    "UNDECIDED, NO, NO",
    "AT_CHANCE, YES, YES",
    "AT_CHANCE, UNDECIDED, UNDECIDED",
    "AT_CHANCE, AT_CHANCE, AT_CHANCE"
  })
  void aFamilyIsWhatItsTasksAre(Verdict one, Verdict other, Verdict together) {
    assertEquals(together, SuiteResult.together(one, other));
    assertEquals(together, SuiteResult.together(other, one));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: s, version: 1} | has no \"families\"",
        "{name: s, version: 1, families: [{name: f}]} | has no \"tasks\"",
        "{name: s, version: 1, families: [{name: f, tasks: [{metric: acc}]}]} | names no \"task\"",
        "{name: s, version: 1, families: [{name: f, tasks: [{task: t}]}]} | \"metric\"",
        "{name: s, version: 1, family: []} | unknown key \"family\"",
        "{name: s, version: 1, families: [{name: f, tasks: [{task: piqa, metric: acc}]}, {name: f, tasks: [{task: piqa, metric: acc}]}]} | has \"f\" twice",
      })
  void refusesWhatIsNoSuite(String yaml, String told) throws IOException {
    Path file = Files.writeString(temp.resolve("s.yaml"), yaml);
    PareException e = assertThrows(PareException.class, () -> Suites.named(file.toString()));
    assertTrue(e.getMessage().contains(told), e.getMessage());
  }

  @Test
  void aHeadlineIsOneOfItsTasksMetrics() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("s.yaml"),
            "{name: s, version: 1, families: [{name: f, tasks: [{task: piqa, metric: f1}]}]}");
    Suite suite = Suites.named(file.toString());
    PareException e =
        assertThrows(PareException.class, () -> SuiteTask.choose(suite, Optional.of(temp)));
    assertTrue(e.getMessage().contains("judges piqa by \"f1\""), e.getMessage());
  }
}
