package dev.pare.evaluate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer is, in a longer text. */
final class AnswerExtractionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          B                                          | B
          b                                          | B
          (b)                                        | B
          B.                                         | B
          **C**                                      | C
          Ｃ                                         | C
          B. Paris                                   | B
          (D) the last                               | D
          The answer is C                            | C
          The answer is (C), not (A).                | C
          The correct answer is: D. Everest          | D
          Answer: B                                  | B
          answer is option E                         | E
          I think the correct option is D because    | D
          The answer is B. No: the answer is A.      | A
          so \\boxed{B}                              | B
          It must be (B) since it rains              | B
          It is (B), and (B) again                   | B
          A                                          | A
          The answer is A                            | A
          """)
  void optionLetters(String answer, String letter) {
    assertEquals(Optional.of(letter), OptionLetter.of(answer));
  }

  @ParameterizedTest
  @CsvSource({
    "A dog",
    "A or B",
    "(A) or (B)",
    "The answer is A or B",
    "The answer is a dog",
    "The answer is I do not know",
    "I think so",
    "Because",
    "The answer is Berlin",
    "K",
    "B2B",
    "e.g. this",
    "The answer is"
  })
  void noOptionLetter(String answer) {
    assertEquals(Optional.empty(), OptionLetter.of(answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          72                                         | 72
          She has 5 + 7 = 12 apples.                 | 12
          so #### 1,234                              | 1234
          so 3 and 4 #### 7 and then 9               | 7
          The answer is 5. Question: what is 6 + 7?  | 5
          The answer is 5. #### 6                    | 6
          so #### 6 is my answer: 8                     | 6
          It costs $1,000.50.                        | 1000.50
          It costs $18.                              | 18
          10,20                                      | 20
          12,3456                                    | 3456
          1,000,000 people                           | 1000000
          minus: -5                                  | -5
          −5 degrees                                 | -5
          -$3.25                                     | -3.25
          7-3                                        | 3
          - 5 apples                                 | 5
          50%                                        | 50
          50 km/h                                    | 50
          .5                                         | 0.5
          3/4 cup                                    | 0.75
          ７２                                       | 72
          Answer: 72.0                               | 72
          x=-4                                       | -4
          <<48/2=24>>24 clips #### 72                | 72
          """)
  void numbers(String answer, BigDecimal number) {
    BigDecimal found = NumericAnswer.of(answer).orElseThrow();
    assertEquals(0, number.compareTo(found), answer + ": " + found);
  }

  @Test
  void noNumber() {
    for (String answer : List.of("", "none", "1/0", "9".repeat(101), "####", "$")) {
      assertEquals(Optional.empty(), NumericAnswer.of(answer), answer);
    }
  }

  @Test
  void numbersAreEqualHoweverWritten() {
    AnswerMetric number = AnswerMetrics.named("number");
    assertEquals(1, number.score("$1,000.00", List.of("so #### 1000")));
    assertEquals(1, number.score("twelve, 12", List.of("11", "12")));
    assertEquals(0, number.score("The answer is 12 000", List.of("12000")));
    assertEquals(0, number.score("100", List.of("1000")));
  }

  @Test
  void hostileAnswersTakeNoTime() {
    for (String part :
        List.of("1", "111,", "(A", "####", "answer is ", "[[[[", "-", "\n", "the ")) {
      String answer = part.repeat(50_000 / part.length());
      assertTimeout(
          Duration.ofSeconds(5),
          () -> {
            NumericAnswer.of(answer);
            OptionLetter.of(answer);
            FirstLine.of(answer);
            NormalForm.TRIVIA_QA.of(answer);
            Constraint.parse("json").holds(answer);
          });
    }
  }

  @Test
  void firstLine() {
    assertEquals("Paris", FirstLine.of("Paris\nQ: Next?"));
    assertEquals("Paris", FirstLine.of("\n\n  Paris \r\nQ: Next?"));
    assertEquals("", FirstLine.of(" \n \n"));
    assertEquals("", FirstLine.of(""));
  }

  /** An option is not chosen for standing first. */
  @Test
  void tiesChooseNone() {
    assertEquals(1, Choice.of(-3, -1, -2));
    assertEquals(Choice.NONE, Choice.of(-1, -1, -2));
    assertEquals(2, Choice.of(-2, -2, -1));
    assertEquals(Choice.NONE, Choice.of(-2, Double.NaN, -1));
    assertEquals(Choice.NONE, Choice.of(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY));
    assertEquals(Choice.NONE, Choice.of());
    assertEquals(0, Choice.score(0, -1, -1));
    assertEquals(1, Choice.score(1, -2, -1));
  }
}
