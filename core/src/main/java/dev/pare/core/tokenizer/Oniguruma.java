package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Compiles the regular expressions of {@code tokenizer.json}, which are Oniguruma's in Ruby syntax,
 * to Java's with the same meaning.
 *
 * <p>Classes such as {@code \s} are Unicode's in both. Rewritten are: {@code \w} and {@code \b}
 * (the zero-width joiners are no word characters), {@code \h} (a hexadecimal digit), {@code \v}
 * (only U+000B), the flag {@code m} (Java's {@code s}), property names that Java wants with "Is",
 * and {@code \p{^…}}. What has no equal in Java is refused. Without case, letters match one by one:
 * {@code ß} does not match {@code ss}.
 */
final class Oniguruma {
  private static final int FLAGS =
      Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES | Pattern.MULTILINE;

  /** Property names that mean the same in Java without "Is". */
  private static final Set<String> SAME_IN_JAVA =
      Set.of("Alnum", "Alpha", "Blank", "Cntrl", "Digit", "Lower", "Space", "Upper");

  /** Oniguruma ignores case in letters only, Java in these as well. */
  private static final Set<String> CASED = Set.of("Lu", "Ll", "Lt", "Lower", "Upper");

  private static final String IN_WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}";

  /** Outside a class Oniguruma takes its word characters below U+0100 from another table. */
  private static final String WORD = "[" + IN_WORD + "²³¹¼-¾]";

  private static final String NO_WORD = "[^" + IN_WORD + "²³¹¼-¾]";
  private static final String BOUNDARY =
      "(?:(?<=" + WORD + ")(?!" + WORD + ")|(?<!" + WORD + ")(?=" + WORD + "))";

  /**
   * Matches nothing; but Java looks behind by chars, and so past U+FFFF in vain, unless a literal
   * beyond U+FFFF follows.
   */
  private static final String LOOK_BEHIND_CODE_POINTS =
      "(?:" + Character.toString(Character.MAX_CODE_POINT) + "){0}";

  private static final Pattern INLINE_FLAGS = Pattern.compile("\\?([imx]*)(-?[imx]*)[:)]");

  private final String source;
  private final StringBuilder java = new StringBuilder();
  private final Deque<Boolean> outerCaseless = new ArrayDeque<>();
  private boolean caseless;
  private int at;
  private int classDepth;

  private Oniguruma(String source) {
    this.source = source;
  }

  /** The pattern under "pattern": {@code {"String": …}} or {@code {"Regex": …}}. */
  static Pattern read(JsonObject owner) {
    JsonObject pattern = owner.requireObject("pattern");
    if (pattern.has("Regex")) {
      return compile(pattern.source(), pattern.requireString("Regex"));
    }
    return Pattern.compile(pattern.requireString("String"), Pattern.LITERAL);
  }

  static Pattern compile(String where, String regex) {
    try {
      return Pattern.compile(new Oniguruma(regex).translate(), FLAGS);
    } catch (PatternSyntaxException e) {
      throw refused(where, regex, e.getDescription(), e);
    } catch (StackOverflowError e) {
      throw refused(where, regex, "nested too deeply", e);
    }
  }

  private static PareException refused(String where, String regex, String why, Throwable e) {
    return new PareException(
        where,
        "the pattern " + abbreviated(regex) + " is not supported (" + why + ")",
        "write it with fewer special constructs",
        e);
  }

  private static String abbreviated(String regex) {
    return regex.length() > 60 ? regex.substring(0, 60) + "…" : regex;
  }

  private String translate() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\\') {
        escape();
      } else if (c == '[') {
        openClass();
      } else if (c == ']' && classDepth > 0) {
        classDepth--;
        take(1);
      } else if (c == '(' && classDepth == 0) {
        openGroup();
      } else if (c == ')' && classDepth == 0) {
        caseless = outerCaseless.isEmpty() ? caseless : outerCaseless.pop();
        take(1);
      } else if (classDepth == 0 && source.startsWith("}+", at)) {
        throw unsupported("a + after an interval");
      } else {
        take(1);
      }
    }
    return java.indexOf("(?<") < 0 ? java.toString() : java + LOOK_BEHIND_CODE_POINTS;
  }

  private void openClass() {
    if (classDepth > 0 && source.startsWith("[:", at)) {
      throw unsupported("a POSIX bracket");
    }
    classDepth++;
    take(source.startsWith("[^", at) ? 2 : 1);
    if (source.startsWith("]", at)) {
      throw unsupported("an empty class");
    }
  }

  private void openGroup() {
    outerCaseless.push(caseless);
    take(1);
    Matcher flags = INLINE_FLAGS.matcher(source).region(at, source.length());
    if (flags.lookingAt()) {
      java.append(flags.group().replace('m', 's'));
      at = flags.end();
      caseless = flags.group(1).contains("i") || (caseless && !flags.group(2).contains("i"));
      if (flags.group().endsWith(")")) {
        outerCaseless.pop(); // no group: the flags hold to the end of the one around them
      }
    }
  }

  private void escape() {
    if (at + 1 == source.length()) {
      throw unsupported("a \\ at the end");
    }
    switch (source.charAt(at + 1)) {
      case 'h' -> replace("[0-9a-fA-F]");
      case 'H' -> replace("[^0-9a-fA-F]");
      case 'v' -> replace("\\x0B");
      case 'Q', 'E', 'G', 'N', 'O' -> throw unsupported("\\" + source.charAt(at + 1));
      case 'w' -> replace(classDepth > 0 ? IN_WORD : WORD);
      case 'W' -> replace(classDepth > 0 ? "[^" + IN_WORD + "]" : NO_WORD);
      case 'b' -> replace(classDepth > 0 ? "\\x08" : BOUNDARY);
      case 'B' -> replace("(?!" + BOUNDARY + ")");
      case 'p', 'P' -> property();
      default -> take(2);
    }
  }

  private void property() {
    int end = source.indexOf('}', at);
    if (!source.startsWith("{", at + 2) || end < 0) {
      throw unsupported("a property without its name");
    }
    boolean negated = source.charAt(at + 1) == 'P';
    String name = source.substring(at + 3, end);
    if (name.startsWith("^")) {
      negated = !negated;
      name = name.substring(1);
    }
    boolean category = name.length() <= 2;
    if (caseless && CASED.contains(name)) {
      throw unsupported("caseless " + name);
    }
    java.append(negated ? "\\P{" : "\\p{")
        .append(category || SAME_IN_JAVA.contains(name) ? name : "Is" + name)
        .append('}');
    at = end + 1;
  }

  private void replace(String meaning) {
    java.append(meaning);
    at += 2;
  }

  private void take(int chars) {
    java.append(source, at, at + chars);
    at += chars;
  }

  private PatternSyntaxException unsupported(String what) {
    return new PatternSyntaxException(what, source, at);
  }
}
