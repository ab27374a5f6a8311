package dev.pare.core.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs independent pieces of work on a few threads. A failure stops the rest and is thrown when all
 * threads have ended: the files that they write may then be closed and removed.
 */
final class ParallelChunks {
  private ParallelChunks() {}

  static <T> void run(List<T> chunks, int threads, Consumer<T> work) {
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    Runnable worker =
        () -> {
          try {
            for (int i = next.getAndIncrement();
                i < chunks.size() && !failed.get();
                i = next.getAndIncrement()) {
              work.accept(chunks.get(i));
            }
          } catch (Throwable e) {
            failed.set(true);
            throw e;
          }
        };
    ExecutorService pool = Executors.newFixedThreadPool(threads, ParallelChunks::daemon);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(worker));
      }
      awaitAll(workers);
    } catch (InterruptedException e) {
      failed.set(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      pool.shutdown();
    }
  }

  private static void awaitAll(List<Future<?>> workers) throws InterruptedException {
    Throwable failure = null;
    for (Future<?> worker : workers) {
      try {
        worker.get();
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      }
    }
    if (failure != null) {
      throw rethrown(failure);
    }
  }

  /** Work throws nothing that is checked; an error, such as no memory, stays one. */
  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  /** A thread that does not keep an interrupted process alive. */
  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "pare-writer");
    thread.setDaemon(true);
    return thread;
  }
}
