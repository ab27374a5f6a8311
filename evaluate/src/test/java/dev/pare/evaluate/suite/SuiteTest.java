package dev.pare.evaluate.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.task.Task;
import dev.pare.evaluate.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        assertThrows(
            PareException.class, () -> SuiteTask.choose(suite, java.util.Optional.of(temp)));
    assertTrue(e.getMessage().contains("judges piqa by \"f1\""), e.getMessage());
  }
}
