package dev.pare.core.chat;

import dev.pare.core.PareException;
import dev.pare.core.chat.Token.Kind;
import java.util.List;

/** The tokens of a template, one after the other. */
final class TokenReader {
  /** Of brackets, operators and blocks within each other. */
  static final int MAX_DEPTH = 100;

  private final List<Token> tokens;
  private final Object where;
  private int at;
  private int depth;

  TokenReader(List<Token> tokens, Object where) {
    this.tokens = tokens;
    this.where = where;
  }

  Token peek() {
    return tokens.get(at);
  }

  /** The token after the next. */
  Token second() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean isOperator(String text) {
    return peek().is(Kind.OPERATOR, text);
  }

  boolean isName(String text) {
    return peek().is(Kind.NAME, text);
  }

  boolean skipOperator(String text) {
    boolean is = isOperator(text);
    if (is) {
      next();
    }
    return is;
  }

  boolean skipName(String text) {
    boolean is = isName(text);
    if (is) {
      next();
    }
    return is;
  }

  void expectOperator(String text) {
    if (!skipOperator(text)) {
      throw expected(text);
    }
  }

  void expectName(String text) {
    if (!skipName(text)) {
      throw expected(text);
    }
  }

  void expect(Kind kind, String shown) {
    if (peek().kind() != kind) {
      throw expected(shown);
    }
    next();
  }

  String name() {
    if (peek().kind() != Kind.NAME) {
      throw expected("a name");
    }
    return next().text();
  }

  void enter() {
    if (++depth > MAX_DEPTH) {
      throw error("is nested more than " + MAX_DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }

  PareException expected(String what) {
    return error("expected " + what + ", found " + peek().shown());
  }

  PareException error(String what) {
    return new PareException(where + " line " + peek().line(), what, "correct the template");
  }
}
