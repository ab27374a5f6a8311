package dev.pare.core.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What an action allocates. */
public final class Allocation {
  private Allocation() {}

  /** The bytes that {@code action} allocates in this thread when it runs a second time. */
  public static long bytes(Runnable action) {
    action.run(); // what is allocated once and kept
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    action.run();
    return threads.getThreadAllocatedBytes(thread) - before;
  }
}
