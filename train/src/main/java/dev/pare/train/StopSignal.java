package dev.pare.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How another thread ends a training after the step under way, its state saved. */
public final class StopSignal {
  private static final long LONGEST_SECONDS = 120;

  private volatile boolean given;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile long savedStep = -1;

  /** Asks for the end. */
  public void give() {
    given = true;
  }

  boolean isGiven() {
    return given;
  }

  void saved(long step) {
    savedStep = step;
  }

  /** The training has ended, whatever way. */
  void ended() {
    ended.countDown();
  }

  /** Asks for the end and waits for it, as long as saving a state may take. */
  void giveAndAwait() {
    give();
    try {
      await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for the end.
   *
   * @return the step whose state is saved, −1 if none is
   */
  public long await() throws InterruptedException {
    return ended.await(LONGEST_SECONDS, TimeUnit.SECONDS) ? savedStep : -1;
  }
}
