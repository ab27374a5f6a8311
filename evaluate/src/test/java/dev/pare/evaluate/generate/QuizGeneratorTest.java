package dev.pare.evaluate.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.evaluate.dataset.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuizGeneratorTest {
  private static final String TRIPLES = "triples: {format: triples, files: [facts]}";

  @TempDir private Path folder;

  private GeneratedSamples open(String name, String options, String facts) {
    Path file = folder.resolve("facts");
    try {
      Files.writeString(file, facts);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return SampleGenerators.named(name, QuizFixture.options("{" + options + "}"))
        .open(names -> List.of(file), QuizFixture.SEED);
  }

  private static String facts() {
    return QuizFixture.facts().stream()
        .map(fact -> fact.subject() + "\t" + fact.relation() + "\t" + fact.object() + "\n")
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kgquiz-true-false",
        "kgquiz-choice",
        "kgquiz-blank",
        "kgquiz-editing",
        "kgquiz-open",
        "triple-retrieval"
      })
  void noQuestionComesTwiceNorAsAnExample(String name) {
    GeneratedSamples samples = open(name, TRIPLES, facts());
    Set<Map<String, Object>> seen = new HashSet<>();
    for (int i = -QuizGenerator.EXAMPLES; i < samples.available(); i++) {
      assertEquals(1, samples.at(i).size());
      assertTrue(seen.add(samples.at(i).get(0)), "question " + i);
    }
    PareException failure =
        assertThrows(PareException.class, () -> samples.at(-QuizGenerator.EXAMPLES - 1));
    assertEquals("t.yaml: has 8 examples; ask for 7 shots", failure.getMessage());
  }

  @Test
  void examplesOfTrueAndFalseAreBalancedToo() {
    GeneratedSamples samples = open("kgquiz-true-false", TRIPLES, facts());
    assertEquals(0, samples.available() % 2);
    long sum = 0;
    for (int i = 1; i <= 4; i++) {
      sum += (Long) samples.at(-i).get(0).get(Sample.ANSWER);
    }
    assertEquals(2, sum);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kgquiz-true-false | choices: 2   | unknown key \"choices\"",
        "kgquiz-choice     | choices: 1   | \"choices\" is 1",
        "kgquiz-choice     | choices: 27  | \"choices\" is 27; write 26 or less",
        "kgquiz-choice     | choices: 13, without: [twin] | these facts make 0 questions of kgquiz-choice",
        "kgquiz-editing    | hops: 9      | \"hops\" is 9; write 8 or less",
        "kgquiz-editing    | hops: 0      | \"hops\" is 0",
        "kgquiz-open       | facts: 500   | these facts make 0 questions of kgquiz-open; add facts",
        "triple-retrieval  | context: 1   | \"context\" is 1",
        "triple-retrieval  | context: two | \"context\" is two, not an integer",
        "triple-retrieval  | context: 999 | these facts make 0 questions of triple-retrieval",
      })
  void refusesByName(String name, String option, String named) {
    PareException failure =
        assertThrows(PareException.class, () -> open(name, TRIPLES + ", " + option, facts()));
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
  }
}
