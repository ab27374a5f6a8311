package dev.pare.core.chat;

import dev.pare.core.chat.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The tokens between a tag's edges: names, strings, numbers and operators. */
final class TagLexer {
  /** Longer ones first. */
  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private static final int MAX_NESTING = 200;

  private final String source;
  private final String closing;
  private final Lexer lexer;
  private final Deque<Character> open = new ArrayDeque<>();
  private char sign;

  TagLexer(String source, String closing, Lexer lexer) {
    this.source = source;
    this.closing = closing;
    this.lexer = lexer;
  }

  /** The - or + before the closing edge, or 0. */
  char sign() {
    return sign;
  }

  /** Adds the tokens from a position on, and returns that after the closing edge. */
  int read(int from) {
    int at = from;
    while (true) {
      at = Blanks.after(source, at);
      lexer.moveTo(at);
      if (at >= source.length()) {
        throw lexer.error("a tag is not closed by " + closing);
      }
      if (open.isEmpty() && closes(at)) {
        return at + (sign == 0 ? 0 : 1) + closing.length();
      }
      at = token(at);
    }
  }

  private boolean closes(int at) {
    char c = source.charAt(at);
    boolean signed = c == '-' || (c == '+' && closing.equals("%}"));
    sign = signed && source.startsWith(closing, at + 1) ? c : 0;
    return sign != 0 || source.startsWith(closing, at);
  }

  private int token(int at) {
    char c = source.charAt(at);
    if (c == '\'' || c == '"') {
      return string(at, c);
    }
    if (c >= '0' && c <= '9') {
      boolean member = at > 0 && source.charAt(at - 1) == '.';
      NumberLiteral number = NumberLiteral.read(source, at, !member, lexer);
      lexer.add(Kind.NUMBER, source.substring(at, number.end()), number.value());
      return number.end();
    }
    int end = at;
    while (end < source.length() && isWord(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    if (end > at) {
      lexer.add(Kind.NAME, source.substring(at, end), null);
      return end;
    }
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        balance(operator.charAt(0));
        lexer.add(Kind.OPERATOR, operator, null);
        return at + operator.length();
      }
    }
    throw lexer.error(
        "unexpected character " + new String(Character.toChars(source.codePointAt(at))));
  }

  private static boolean isWord(int c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private void balance(char c) {
    switch (c) {
      case '(' -> push(')');
      case '[' -> push(']');
      case '{' -> push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty() || open.pop() != c) {
          throw lexer.error("unexpected " + c);
        }
      }
      default -> {}
    }
  }

  private void push(char closed) {
    open.push(closed);
    if (open.size() > MAX_NESTING) {
      throw lexer.error("brackets are nested more than " + MAX_NESTING + " deep");
    }
  }

  private int string(int at, char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw lexer.error("a string is not closed");
    }
    lexer.add(Kind.STRING, StringEscapes.resolve(source.substring(at + 1, end), lexer), null);
    return end + 1;
  }
}
