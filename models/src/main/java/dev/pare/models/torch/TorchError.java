package dev.pare.models.torch;

import ai.djl.engine.EngineException;
import dev.pare.core.PareException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** libtorch's pages of error text as one line: where in the source, and what was wrong. */
final class TorchError {
  private static final Pattern LINE = Pattern.compile("File \"[^\"]*\", line (\\d+)");
  private static final Pattern CAUSE =
      Pattern.compile("(?:RuntimeError|[\\w.]*Error|[\\w.]*Exception): ([^\\r\\n]+)");

  private TorchError() {}

  static void guard(Object where, Runnable call) {
    guard(
        where,
        () -> {
          call.run();
          return null;
        });
  }

  static <T> T guard(Object where, Supplier<T> call) {
    try {
      return call.get();
    } catch (EngineException e) {
      throw of(where, e);
    }
  }

  static PareException of(Object where, EngineException e) {
    String text = String.valueOf(e.getMessage());
    String line = last(LINE, text);
    return new PareException(line.isEmpty() ? where : where + " line " + line, what(text), "", e);
  }

  /** The last error named, which is the innermost one; else the first line that says something. */
  private static String what(String text) {
    String cause = last(CAUSE, text);
    return cause.isEmpty() ? text.strip().lines().findFirst().orElse("failed") : cause.strip();
  }

  private static String last(Pattern pattern, String text) {
    String found = "";
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      found = matcher.group(1);
    }
    return found;
  }
}
