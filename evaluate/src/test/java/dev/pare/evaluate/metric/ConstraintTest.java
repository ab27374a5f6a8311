package dev.pare.evaluate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.PareException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConstraintTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max-words 3        | one two three                 | true
          max-words 3        | one - two - three             | true
          max-words 3        | one two three four            | false
          min-words 3        | one two                       | false
          min-words 3        | one two three                 | true
          forbid cheap       | a Cheap trick                 | false
          forbid cheap       | cheaper tricks                | true
          require New York   | in new  york, then            | true
          require New York   | in New Yorkshire              | false
          starts-with Dear   | dear Sir                      | true
          starts-with Dear   | My dear                       | false
          ends-with Bye.     | So long. bye.                 | true
          ends-with Bye.     | So long. Bye. And             | false
          ends-with it's     | it is what it’s               | true
          json               | {"a": [1, {"b": null}]}       | true
          json               | []                            | true
          json               | 5                             | false
          json               | Here it is: {}                | false
          json               | {} {}                         | false
          json               | {"a": 1,}                     | false
          json               | {"a": 1                       | false
          json               | {"a": NaN}                    | false
          lower-case         | all small, 1                  | true
          lower-case         | Not small                     | false
          lower-case         | 123                           | false
          upper-case         | LOUD!                         | true
          upper-case         | LOUd!                         | false
          """)
  void holds(String constraint, String answer, boolean holds) {
    assertEquals(holds, Constraint.parse(constraint).holds(answer));
  }

  @Test
  void bullets() {
    Constraint three = Constraint.parse("bullets 3");
    assertEquals(true, three.holds("So:\n- one\n  * two\n• three\nDone - for now"));
    assertEquals(false, three.holds("- one\n- two"));
    assertEquals(false, three.holds("- one\n- two\n- three\n-four\n- five"));
    assertEquals(false, three.holds("- one\n- two\n-"));
  }

  @Test
  void jsonInAFence() {
    assertEquals(true, Constraint.parse("json").holds("```json\n{\"a\": 1}\n```\n"));
    assertEquals(false, Constraint.parse("json").holds("```json\n{\"a\": 1}\n"));
    assertEquals(false, Constraint.parse("json").holds("[".repeat(100_000)));
  }

  @Test
  void shares() {
    List<String> lines = List.of("max-words 2", "require yes", "lower-case");
    assertEquals(2.0 / 3, AnswerMetrics.named("constraints").score("oh no", lines), 1e-12);
    assertEquals(0, AnswerMetrics.named("constraints-all").score("oh no", lines));
    assertEquals(1, AnswerMetrics.named("constraints-all").score("oh yes", lines));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-words",
        "max-words many",
        "max-words -1",
        "max-words 99999999999",
        "forbid",
        "json please",
        "rhyme",
        ""
      })
  void refusesWhatIsNone(String line) {
    assertThrows(PareException.class, () -> Constraint.parse(line));
  }
}
