package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with fields to fill in: {@code Question: {question}}. Doubled braces stand for one. No
 * field's value is looked into for fields.
 */
public final class Template {
  private static final Pattern PART =
      Pattern.compile("\\{\\{|}}|\\{([A-Za-z_][A-Za-z0-9_.-]*)}|[{}]");

  private final String text;
  private final List<String> literals = new ArrayList<>(); // one more than fields
  private final List<String> fields = new ArrayList<>();

  /**
   * @param where what to name in errors
   * @throws PareException if a brace is neither doubled nor around a field's name
   */
  Template(String where, String text) {
    this.text = text;
    Matcher part = PART.matcher(text);
    StringBuilder literal = new StringBuilder();
    int end = 0;
    while (part.find()) {
      literal.append(text, end, part.start());
      end = part.end();
      if (part.group(1) != null) {
        literals.add(literal.toString());
        literal.setLength(0);
        fields.add(part.group(1));
      } else if (part.group().length() == 2) {
        literal.append(part.group().charAt(0));
      } else {
        throw new PareException(
            where,
            "has a lone brace at character " + (part.start() + 1),
            "write {field}, or {{ and }} for braces");
      }
    }
    literals.add(literal.append(text.substring(end)).toString());
  }

  /** The names of all fields. */
  Set<String> fields() {
    return new TreeSet<>(fields);
  }

  /** The text with each field's value in its place. */
  String fill(UnaryOperator<String> value) {
    StringBuilder filled = new StringBuilder(literals.get(0));
    for (int i = 0; i < fields.size(); i++) {
      filled.append(value.apply(fields.get(i))).append(literals.get(i + 1));
    }
    return filled.toString();
  }

  /** The text before a field's first place; all of it if there is none. */
  String before(String field, UnaryOperator<String> value) {
    StringBuilder filled = new StringBuilder(literals.get(0));
    for (int i = 0; i < fields.size() && !fields.get(i).equals(field); i++) {
      filled.append(value.apply(fields.get(i))).append(literals.get(i + 1));
    }
    return filled.toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
