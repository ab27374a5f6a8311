package dev.pare.calibrate.solver;

import dev.pare.models.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Work over a weight's rows, some at a time, on as many threads as libtorch has. */
public final class RowChunks {
  private static final ExecutorService THREADS = Executors.newCachedThreadPool(RowChunks::daemon);

  /** What is done to rows {@code first … first + count − 1}. */
  @FunctionalInterface
  public interface Work {
    void accept(int first, int count);
  }

  private RowChunks() {}

  /** How many chunks there are. */
  static int count(int rows, int size) {
    return (rows + size - 1) / size;
  }

  /** Returns when all rows are done; a failure stops what has not begun and is thrown. */
  public static void run(int rows, int size, Work work) {
    int chunks = count(rows, size);
    AtomicInteger next = new AtomicInteger();
    Runnable worker =
        () -> {
          try {
            for (int i = next.getAndIncrement(); i < chunks; i = next.getAndIncrement()) {
              work.accept(i * size, Math.min(size, rows - i * size));
            }
          } catch (Throwable e) {
            next.set(chunks);
            throw e;
          }
        };
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int i = 1; i < Math.min(Torch.threads(), chunks); i++) {
      others.add(CompletableFuture.runAsync(worker, THREADS));
    }
    others.add(CompletableFuture.runAsync(worker, Runnable::run));
    await(CompletableFuture.allOf(others.toArray(CompletableFuture<?>[]::new)));
  }

  /** Work throws nothing that is checked. */
  private static void await(CompletableFuture<Void> all) {
    try {
      all.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /** A thread that does not keep an interrupted process alive. */
  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "pare-solver");
    thread.setDaemon(true);
    return thread;
  }
}
