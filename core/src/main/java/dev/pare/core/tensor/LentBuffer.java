package dev.pare.core.tensor;

import java.util.function.Supplier;

/**
 * A buffer a thread, kept for its next use. While one is taken the thread has none: work that
 * nests, such as decoding rows that are made of other rows, gets another inside, which is kept in
 * its turn. Hold it in a static field: an instance keeps one buffer for each thread that used it.
 */
public final class LentBuffer<T> {
  @SuppressWarnings("ThreadLocalUsage") // static where it is held
  private final ThreadLocal<T> idle = new ThreadLocal<>();

  private final Supplier<T> fresh;

  /**
   * @param fresh makes one where none is idle
   */
  public LentBuffer(Supplier<T> fresh) {
    this.fresh = fresh;
  }

  /** The thread's, which is nobody else's until it is given back; lost if work on it fails. */
  public T take() {
    T own = idle.get();
    idle.remove();
    return own == null ? fresh.get() : own;
  }

  public void giveBack(T buffer) {
    idle.set(buffer);
  }
}
