package dev.pare.core;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/**
 * A failure that the user can act on, as one line: what went wrong, where, and what to do.
 *
 * <p>Everything that a bad file, a bad option or a full disk can cause is reported this way; any
 * other exception that reaches the command line is a bug in Pare.
 */
public final class PareException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_PART = 1000;

  /**
   * @param where the file, tensor, key or option at fault
   * @param what what is wrong with it
   * @param remedy what the user can do, as a short imperative; may be empty
   */
  public PareException(Object where, String what, String remedy) {
    this(where, what, remedy, null);
  }

  public PareException(Object where, String what, String remedy, Throwable cause) {
    super(
        oneLine(shown(where) + ": " + shown(what) + (remedy.isEmpty() ? "" : "; " + remedy)),
        cause);
  }

  /** Names come from files: none may flood the terminal. */
  private static String shown(Object text) {
    String all = String.valueOf(text);
    return all.length() > LONGEST_PART ? all.substring(0, LONGEST_PART) + "…" : all;
  }

  /** A file or folder that is there, perhaps, but cannot be read. */
  public static PareException unreadable(Object where, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new PareException(where, "no such file", "check the path", e);
    }
    if (e instanceof AccessDeniedException) {
      return new PareException(where, "may not be read", "check its permissions", e);
    }
    return new PareException(
        where, "cannot be read (" + reason(e) + ")", "check the file and its disk", e);
  }

  /** A file or folder that cannot be made or filled. */
  public static PareException unwritable(Object where, IOException e) {
    if (e instanceof AccessDeniedException) {
      return new PareException(where, "may not be written", "check the folder's permissions", e);
    }
    return new PareException(
        where,
        "cannot be written (" + reason(e) + ")",
        "free disk space or choose another folder",
        e);
  }

  /** A file system's exception repeats the path, and some say why by their class alone. */
  private static String reason(IOException e) {
    String said = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    if (said != null) {
      return said;
    }
    String name = e.getClass().getSimpleName().replace("Exception", "");
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
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
