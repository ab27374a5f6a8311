package dev.pare.models.reference;

import dev.pare.core.PareException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Several waits at a time. */
final class Parallel {
  private static final long STOP_SECONDS = 10;

  private Parallel() {}

  /**
   * The function's values in order, computed by a few threads. The first failure is thrown when the
   * others have ended.
   *
   * @param abort ends what the others wait for, where interrupting them does not
   */
  static <A, B> List<B> map(int threads, List<A> items, Function<A, B> function, Runnable abort) {
    if (items.isEmpty()) {
      return List.of();
    }
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, items.size()));
    try {
      CompletionService<B> done = new ExecutorCompletionService<>(pool);
      List<Future<B>> futures = new ArrayList<>();
      for (A item : items) {
        futures.add(done.submit(() -> function.apply(item)));
      }
      for (int i = 0; i < items.size(); i++) {
        done.take().get(); // in the order in which they end, to hear of the first failure
      }
      List<B> values = new ArrayList<>();
      for (Future<B> future : futures) {
        values.add(future.get());
      }
      return values;
    } catch (ExecutionException e) {
      abort.run();
      throw unwrapped(e.getCause());
    } catch (InterruptedException e) {
      abort.run();
      Thread.currentThread().interrupt();
      throw new PareException("download", "was interrupted", "run it again", e);
    } finally {
      stop(pool);
    }
  }

  private static RuntimeException unwrapped(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  private static void stop(ExecutorService pool) {
    pool.shutdownNow();
    try {
      pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
