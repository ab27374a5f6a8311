package dev.pare.models.reference;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends bodies of which nothing comes for a while: the client itself would wait forever. */
final class StallWatch implements AutoCloseable {
  private static final int CHECKS = 4;

  private final long nanos;
  private final Set<Watched> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "watch-downloads");
            thread.setDaemon(true);
            return thread;
          });

  StallWatch(Duration silence) {
    nanos = silence.toNanos();
  }

  InputStream watched(InputStream body) {
    Watched watched = new Watched(body);
    open.add(watched);
    return watched;
  }

  /** Ends all bodies that are being read. */
  void endAll() {
    open.forEach(Watched::end);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private final class Watched extends FilterInputStream {
    private final ScheduledFuture<?> check;
    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean stalled;

    Watched(InputStream body) {
      super(body);
      check =
          clock.scheduleWithFixedDelay(
              this::check, nanos / CHECKS, nanos / CHECKS, TimeUnit.NANOSECONDS);
    }

    private void check() {
      if (waiting && System.nanoTime() - waitingSince > nanos) {
        end();
      }
    }

    private void end() {
      stalled = true;
      try {
        in.close(); // wakes the reader
      } catch (IOException e) {
        // the reader will see it
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      waitingSince = System.nanoTime();
      waiting = true;
      try {
        int count = in.read(target, offset, length);
        if (stalled) {
          throw new IOException("stopped sending");
        }
        return count;
      } catch (IOException e) {
        throw stalled ? new IOException("stopped sending", e) : e;
      } finally {
        waiting = false;
      }
    }

    @Override
    public void close() throws IOException {
      check.cancel(false);
      open.remove(this);
      super.close();
    }
  }
}
