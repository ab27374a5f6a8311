package dev.pare.evaluate.metric;

import dev.pare.core.PareException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What an instruction asks of an answer's form, such that a program can check it (J. Zhou et al.,
 * <i>Instruction-Following Evaluation for Large Language Models</i>, 2023): a line of text.
 *
 * <pre>{@code
 * max-words 150     min-words 20      words as TextLength counts them
 * forbid TEXT       require TEXT      as whole words, whatever the case
 * starts-with TEXT  ends-with TEXT    whatever the case, white space at the ends aside
 * bullets 3                           lines that begin with -, *, + or •, no more, no fewer
 * json                                one JSON object or array, perhaps in a code fence, nothing else
 * lower-case        upper-case        no letter of the other case, and one letter at least
 * }</pre>
 *
 * <p>A blank answer meets none: it follows no instruction.
 */
public final class Constraint {
  private static final Pattern BULLET = Pattern.compile("(?m)^\\h*[-*+•]\\h+\\S");

  private static final Map<String, Function<Line, Predicate<String>>> KINDS = new TreeMap<>();

  static {
    KINDS.put("max-words", line -> most(line.number()));
    KINDS.put("min-words", line -> most(line.number() - 1).negate());
    KINDS.put("forbid", line -> contains(line.text()).negate());
    KINDS.put("require", line -> contains(line.text()));
    KINDS.put("starts-with", line -> startsWith(line.text()));
    KINDS.put("ends-with", line -> endsWith(line.text()));
    KINDS.put("bullets", line -> bullets(line.number()));
    KINDS.put("json", line -> line.alone(JsonAnswer::isJson));
    KINDS.put("lower-case", line -> line.alone(text -> cased(text, Character::isUpperCase)));
    KINDS.put("upper-case", line -> line.alone(text -> cased(text, Character::isLowerCase)));
  }

  /** One constraint as written, and what follows its first word. */
  private record Line(String all, String argument) {
    String text() {
      if (argument.isEmpty()) {
        throw malformed("needs a text");
      }
      return argument;
    }

    int number() {
      if (!argument.matches("\\d{1,9}")) {
        throw malformed("needs a whole number");
      }
      return Integer.parseInt(argument);
    }

    Predicate<String> alone(Predicate<String> predicate) {
      if (!argument.isEmpty()) {
        throw malformed("takes nothing more");
      }
      return predicate;
    }

    PareException malformed(String what) {
      return new PareException("constraint '" + all + "'", what, "see the list of constraints");
    }
  }

  private final Predicate<String> predicate;

  private Constraint(Predicate<String> predicate) {
    this.predicate = predicate;
  }

  /**
   * @throws PareException if the line is no constraint
   */
  public static Constraint parse(String line) {
    String[] parts = line.strip().split("\\s+", 2);
    Function<Line, Predicate<String>> kind = KINDS.get(parts[0]);
    if (kind == null) {
      String known = String.join(", ", KINDS.keySet());
      throw new PareException("constraint '" + line + "'", "is not known", "use " + known);
    }
    return new Constraint(kind.apply(new Line(line.strip(), parts.length > 1 ? parts[1] : "")));
  }

  /** Whether the answer is not blank and meets it. */
  public boolean holds(String answer) {
    return !PlainText.isBlank(answer) && predicate.test(answer);
  }

  /** The share of constraints that hold. */
  static double share(String answer, List<String> lines) {
    return AnswerMetrics.usable(lines).stream()
        .map(Constraint::parse)
        .mapToInt(constraint -> constraint.holds(answer) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static Predicate<String> most(int words) {
    return answer -> TextLength.words(answer) <= words;
  }

  private static Predicate<String> contains(String text) {
    FactoidHit hit = new FactoidHit(true);
    return answer -> hit.score(answer, List.of(text)) == 1;
  }

  private static Predicate<String> startsWith(String text) {
    return answer -> comparable(answer).startsWith(comparable(text));
  }

  private static Predicate<String> endsWith(String text) {
    return answer -> comparable(answer).endsWith(comparable(text));
  }

  private static String comparable(String text) {
    return PlainText.lowerCase(text).strip();
  }

  private static Predicate<String> bullets(int count) {
    return answer -> BULLET.matcher(answer).results().count() == count;
  }

  private static boolean cased(String text, IntPredicate wrong) {
    return text.codePoints().anyMatch(Character::isLetter) && text.codePoints().noneMatch(wrong);
  }
}
