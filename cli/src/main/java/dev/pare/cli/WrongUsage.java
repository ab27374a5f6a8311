package dev.pare.cli;

import dev.pare.core.PareException;
import java.util.function.Supplier;

/**
 * A value on the command line that makes no sense whatever the model: exit code 2, as for what
 * picocli refuses.
 */
final class WrongUsage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongUsage(String message, Throwable cause) {
    super(message, cause);
  }

  /** What {@code check} makes of options; what it refuses is wrong usage. */
  static <T> T unless(Supplier<T> check) {
    try {
      return check.get();
    } catch (PareException | IllegalArgumentException e) {
      throw new WrongUsage(e.getMessage(), e);
    }
  }
}
