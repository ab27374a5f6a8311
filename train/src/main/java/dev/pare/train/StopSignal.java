package dev.pare.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How another thread ends a training after the step under way, its state saved. */
public final class StopSignal {
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

  /**
   * Waits for the end.
   *
   * @return the step whose state is saved, −1 if none is
   */
  public long await(long seconds) throws InterruptedException {
    return ended.await(seconds, TimeUnit.SECONDS) ? savedStep : -1;
  }
}
