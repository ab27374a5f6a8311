package dev.pare.models.http;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Counts the failures of one piece of work, and waits between them. */
public final class Retries {
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  private final Object where;
  private final Patience patience;
  private final Progress progress;
  private int failures;

  /**
   * @param where what errors name
   * @param progress told of every pause
   */
  public Retries(Object where, Patience patience, Progress progress) {
    this.progress = progress;
    this.where = where;
    this.patience = patience;
  }

  /** Whether a status may be another one the next time. */
  public static boolean isPassing(int status) {
    return PASSING.contains(status);
  }

  /** Bytes came: what failed before does not count any more. */
  public void progressed() {
    failures = 0;
  }

  /**
   * Waits after a connection was lost or never there.
   *
   * @throws PareException if it was lost too often
   */
  public void lost(IOException e) {
    if (e instanceof SSLException && !String.valueOf(e.getMessage()).contains("reset")) {
      throw new PareException(
          where, "has no trusted connection (" + e.getMessage() + ")", "check the address", e);
    }
    pause(said(e), patience.firstPause().multipliedBy(1L << Math.min(failures, 20)), e);
  }

  /**
   * Waits after an answer that is a passing failure, as long as the server asks for.
   *
   * @throws PareException if there were too many, or it asks for too long
   */
  public void refused(HttpResponse<?> answer) {
    Duration usual = patience.firstPause().multipliedBy(1L << Math.min(failures, 20));
    Duration asked =
        answer
            .headers()
            .firstValue("Retry-After")
            .filter(text -> text.matches("\\d{1,6}")) // a date is not worth reading
            .map(text -> Duration.ofSeconds(Long.parseLong(text)))
            .orElse(usual);
    String what = "is busy or out of order (HTTP " + answer.statusCode() + ")";
    if (asked.compareTo(patience.longestPause()) > 0) {
      throw new PareException(where, what, "run it again in " + asked.toSeconds() + " s");
    }
    pause(what, asked, null);
  }

  private void pause(String what, Duration time, Throwable cause) {
    failures++;
    if (failures >= patience.attempts()) {
      throw new PareException(
          where,
          what + ", " + failures + " times in a row",
          "check the network and run it again: what came is kept",
          cause);
    }
    if (time.toSeconds() > 0) {
      progress.note(where + ": " + what + "; trying again in " + time.toSeconds() + " s");
    }
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PareException(where, "was interrupted", "run it again", e);
    }
  }

  private static String said(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
        return "is a host that nobody knows";
      }
    }
    if (e instanceof ConnectException) {
      return "cannot be reached";
    }
    return "lost the connection (" + (e.getMessage() == null ? "closed" : e.getMessage()) + ")";
  }
}
