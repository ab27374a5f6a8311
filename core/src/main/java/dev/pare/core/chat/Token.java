package dev.pare.core.chat;

/**
 * A piece of a template.
 *
 * @param text as written; of data and strings, what they stand for
 * @param value an integer's or a float's
 */
record Token(Kind kind, String text, Object value, int line) {
  enum Kind {
    DATA,
    OUTPUT_BEGIN,
    OUTPUT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    NUMBER,
    OPERATOR,
    END
  }

  boolean is(Kind kind, String text) {
    return this.kind == kind && this.text.equals(text);
  }

  /** How an error names it. */
  String shown() {
    return switch (kind) {
      case END -> "the end of the template";
      case BLOCK_END -> "%}";
      case OUTPUT_END -> "}}";
      default -> text.length() > 40 ? text.substring(0, 40) + "…" : text;
    };
  }
}
