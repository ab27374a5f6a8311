package ai.djl.pytorch.jni;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps libtorch's computing and the process's end apart. On a signal the JVM ends by {@code exit},
 * which destroys libtorch's kernels under a thread that is running them: it then crashes, in place
 * of ending as it was told. So the end waits until no call is under way, and whoever comes after
 * that waits for ever. Work that can come to an end of its own is asked to first.
 */
final class ExitGate {
  private static final int ALL = 1 << 16; // threads that may compute at a time
  private static final int PATIENCE = 10; // seconds; a call takes far less
  private static final Semaphore CALLS = new Semaphore(ALL, true);

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ExitGate::close, "close-libtorch"));
  }

  private static volatile Runnable ending = () -> {};

  private ExitGate() {}

  /** Sets what ends the work under way, and returns when it has ended. */
  static void beforeClosing(Runnable end) {
    ending = end;
  }

  static long pass(LongSupplier call) {
    CALLS.acquireUninterruptibly();
    try {
      return call.getAsLong();
    } finally {
      CALLS.release();
    }
  }

  private static void close() {
    ending.run();
    try {
      CALLS.tryAcquire(ALL, PATIENCE, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
