package dev.pare.core.recipe;

import dev.pare.core.PareException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern over weight names: a glob in which {@code *} stands for any characters ({@code
 * *.down_proj.weight}), or a regular expression after {@code re:}. It must match the whole name.
 */
public final class NamePattern {
  private static final String REGEX_PREFIX = "re:";

  private final String text;
  private final Pattern pattern;

  public NamePattern(String text) {
    this.text = text;
    this.pattern = compile(text);
  }

  public boolean matches(String name) {
    return pattern.matcher(name).matches();
  }

  private static Pattern compile(String text) {
    if (!text.startsWith(REGEX_PREFIX)) {
      return Pattern.compile("\\Q" + text.replace("\\E", "").replace("*", "\\E.*\\Q") + "\\E");
    }
    try {
      return Pattern.compile(text.substring(REGEX_PREFIX.length()));
    } catch (PatternSyntaxException e) {
      throw new PareException(
          "pattern " + text,
          "not a regular expression (" + e.getDescription() + ")",
          "correct it",
          e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
