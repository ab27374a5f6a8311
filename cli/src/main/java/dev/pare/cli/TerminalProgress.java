package dev.pare.cli;

import dev.pare.core.progress.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Progress on stderr: one line that is drawn over on a terminal, a line every ten seconds
 * elsewhere. Work that ends within a second shows nothing.
 */
final class TerminalProgress implements Progress {
  private static final long QUIET_NANOS = 1_000_000_000L;
  private static final long TERMINAL_NANOS = 200_000_000L;
  private static final long LOG_NANOS = 10_000_000_000L;
  private static final int WIDTH = 78;

  private final PrintWriter out;
  private final boolean terminal = Boolean.getBoolean("pare.terminal");
  private String task = "";
  private String unit = "";
  private String status = "";
  private long total;
  private long done;
  private long start;
  private long lastShown;
  private boolean drawn;

  TerminalProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void begin(String newTask, long newTotal, String newUnit) {
    erase();
    task = newTask;
    unit = newUnit;
    status = "";
    total = newTotal;
    done = 0;
    start = System.nanoTime();
    lastShown = start + QUIET_NANOS - (terminal ? TERMINAL_NANOS : LOG_NANOS);
  }

  @Override
  public synchronized void advance(long units) {
    done += units;
    long now = System.nanoTime();
    if (now - lastShown >= (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
      lastShown = now;
      show(now);
    }
  }

  @Override
  public synchronized void status(String newStatus) {
    status = "  " + newStatus;
  }

  @Override
  public synchronized void note(String line) {
    erase();
    out.println(line);
  }

  @Override
  public synchronized void end() {
    erase();
  }

  private void show(long now) {
    double seconds = (now - start) / 1e9;
    double left = done <= 0 ? 0 : seconds * (total - done) / done;
    String line =
        total <= 0
            ? "%s  %s%s".formatted(task, amounts(done), status)
            : "%s %3.0f %%  %s%s  %s left"
                .formatted(task, 100.0 * done / total, amounts(done, total), status, clock(left));
    if (terminal) {
      out.print("\r" + pad(line));
      out.flush();
      drawn = true;
    } else {
      out.println(line);
    }
  }

  private String amounts(long... amounts) {
    boolean bytes = unit.equals(BYTES);
    String joined =
        LongStream.of(amounts)
            .mapToObj(amount -> bytes ? Units.bytes(amount) : "%,d".formatted(amount))
            .collect(Collectors.joining(" of "));
    return bytes ? joined : joined + " " + unit;
  }

  private void erase() {
    if (drawn) {
      out.print("\r" + pad("") + "\r");
      out.flush();
      drawn = false;
    }
  }

  private static String pad(String line) {
    return line.length() >= WIDTH
        ? line.substring(0, WIDTH)
        : line + " ".repeat(WIDTH - line.length());
  }

  /** Seconds as 0:07 or 1:02:03. */
  static String clock(double seconds) {
    Duration time = Duration.ofMillis(Math.round(seconds * 1000));
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutesPart(), time.toSecondsPart());
  }
}
