package dev.pare.core.chat;

import dev.pare.core.PareException;
import dev.pare.core.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into text and tags, and the tags into tokens, as Jinja does with {@code
 * trim_blocks} and {@code lstrip_blocks}: a line end right after a block or comment is dropped, and
 * so are blanks between the start of a line and a block or comment. {@code -} inside a tag's edge
 * drops all white space on that side, {@code +} keeps it.
 */
final class Lexer {
  private static final String RAW = "raw";
  private static final String END_RAW = "endraw";

  private final Object where;
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int counted;

  private Lexer(String source, Object where) {
    this.where = where;
    String lines = source.replace("\r\n", "\n").replace('\r', '\n');
    this.source = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
  }

  static List<Token> tokens(String source, Object where) {
    Lexer lexer = new Lexer(source, where);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < source.length()) {
      int tag = nextTag(at);
      if (tag < 0) {
        data(source.substring(at));
        at = source.length();
      } else {
        char kind = source.charAt(tag + 1);
        text(tag, kind == '{');
        at = tag + 2 + (sign(tag + 2) == 0 ? 0 : 1);
        switch (kind) {
          case '#' -> comment();
          case '{' -> tag(Kind.OUTPUT_BEGIN, Kind.OUTPUT_END, "}}");
          default -> block();
        }
      }
    }
    add(Kind.END, "", null);
  }

  private int nextTag(int from) {
    for (int i = source.indexOf('{', from); i >= 0 && i + 1 < source.length(); ) {
      char next = source.charAt(i + 1);
      if (next == '%' || next == '{' || next == '#') {
        return i;
      }
      i = source.indexOf('{', i + 1);
    }
    return -1;
  }

  /** The - or + at a tag's edge, or 0. */
  private char sign(int position) {
    char c = position < source.length() ? source.charAt(position) : 0;
    return c == '-' || c == '+' ? c : 0;
  }

  /** The text from here to a tag. */
  private void text(int tag, boolean output) {
    char sign = sign(tag + 2);
    int end = tag;
    if (sign == '-') {
      end = Blanks.before(source, at, tag);
    } else if (sign != '+' && !output) {
      int blanks = Blanks.before(source, at, tag);
      int lineStart = source.substring(blanks, tag).lastIndexOf('\n') + 1 + blanks;
      boolean startsLine = lineStart > blanks || (blanks == at && startsLine(at));
      end = startsLine ? lineStart : tag;
    }
    data(source.substring(at, end));
  }

  private boolean startsLine(int position) {
    return position == 0 || source.charAt(position - 1) == '\n';
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text, null);
    }
  }

  private void comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw error("a comment is not closed");
    }
    char sign = end > at ? sign(end - 1) : 0;
    at = end + 2;
    skipAfter(sign, true);
  }

  /** What a tag's end takes along. */
  private void skipAfter(char sign, boolean trimLine) {
    if (sign == '-') {
      at = Blanks.after(source, at);
    } else if (sign == 0 && trimLine && at < source.length() && source.charAt(at) == '\n') {
      at++;
    }
  }

  private void block() {
    int name = Blanks.after(source, at);
    int afterName = Blanks.after(source, name + RAW.length());
    boolean strips = source.startsWith("-%}", afterName);
    if (source.startsWith(RAW, name) && (strips || source.startsWith("%}", afterName))) {
      at = afterName + (strips ? 3 : 2);
      skipAfter(strips ? '-' : 0, false);
      raw();
    } else {
      tag(Kind.BLOCK_BEGIN, Kind.BLOCK_END, "%}");
    }
  }

  /** Text up to endraw, tags and all. */
  private void raw() {
    for (int tag = source.indexOf("{%", at); tag >= 0; tag = source.indexOf("{%", tag + 2)) {
      int name = Blanks.after(source, tag + 2 + (sign(tag + 2) == 0 ? 0 : 1));
      if (source.startsWith(END_RAW, name)) {
        int end = Blanks.after(source, name + END_RAW.length());
        char sign = sign(end);
        end += sign == 0 ? 0 : 1;
        if (source.startsWith("%}", end)) {
          text(tag, false);
          at = end + 2;
          skipAfter(sign, true);
          return;
        }
      }
    }
    throw error("a raw block is not closed");
  }

  private void tag(Kind begin, Kind end, String closing) {
    add(begin, begin == Kind.BLOCK_BEGIN ? "{%" : "{{", null);
    TagLexer inside = new TagLexer(source, closing, this);
    at = inside.read(at);
    add(end, closing, null);
    skipAfter(inside.sign(), end == Kind.BLOCK_END);
  }

  /** Adds a token that begins here. */
  void add(Kind kind, String text, Object value) {
    tokens.add(new Token(kind, text, value, line()));
  }

  /** Moves on, so that errors and tokens name the line. */
  void moveTo(int position) {
    at = position;
  }

  private int line() {
    for (; counted < Math.min(at, source.length()); counted++) {
      if (source.charAt(counted) == '\n') {
        line++;
      }
    }
    return line;
  }

  PareException error(String what) {
    return new PareException(where + " line " + line(), what, "correct the template");
  }
}
