package dev.pare.core;

/**
 * A failure that the user can act on, as one line: what went wrong, where, and what to do.
 *
 * <p>Everything that a bad file, a bad option or a full disk can cause is reported this way; any
 * other exception that reaches the command line is a bug in Pare.
 */
public final class PareException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param where the file, tensor, key or option at fault
   * @param what what is wrong with it
   * @param remedy what the user can do, as a short imperative; may be empty
   */
  public PareException(Object where, String what, String remedy) {
    this(where, what, remedy, null);
  }

  public PareException(Object where, String what, String remedy, Throwable cause) {
    super(oneLine(where + ": " + what + (remedy.isEmpty() ? "" : "; " + remedy)), cause);
  }

  /**
   * Line ends become spaces; other control characters, which a hostile file could send to the
   * terminal, are shown.
   */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.replaceAll("\\s*[\\r\\n]+\\s*", " ")
        .strip()
        .codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                line.append("\\u%04x".formatted(c));
              } else {
                line.appendCodePoint(c);
              }
            });
    return line.toString();
  }
}
