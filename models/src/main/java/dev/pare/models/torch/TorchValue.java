package dev.pare.models.torch;

import ai.djl.pytorch.jni.TorchNatives;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a TorchScript method takes or gives: a {@link TorchTensor}, or a dictionary of tensors made
 * once and passed often. Belongs to the scope it was made in and closes with it, unless {@link
 * #keep} took it out.
 */
public sealed class TorchValue implements AutoCloseable permits TorchTensor {
  private static final AtomicLong LIVE = new AtomicLong();

  /** Null once this is kept. */
  private TorchScope scope;

  /** Java memory that the native side reads: reachable, so not unmapped, until this closes. */
  private Object memory;

  private long value;

  /** Takes over the IValue {@code value}. */
  TorchValue(long value, Object memory) {
    this.value = value;
    this.memory = memory;
    LIVE.incrementAndGet();
    moveTo(TorchScope.current());
  }

  /** How many values of this process are open: for tests against leaks. */
  static long live() {
    return LIVE.get();
  }

  /** The IValue's handle. */
  final long value() {
    if (value == 0) {
      throw new IllegalStateException("closed, by its scope or by its owner");
    }
    return value;
  }

  final void pin(Object memory) {
    this.memory = memory;
  }

  final Object memory() {
    return memory;
  }

  final boolean belongsTo(TorchScope scope) {
    return this.scope == scope;
  }

  final void moveTo(TorchScope scope) {
    this.scope = scope;
    scope.add(this);
  }

  /** Takes this out of its scope: who keeps it closes it. */
  public TorchValue keep() {
    scope = null;
    return this;
  }

  /** Releases the native memory, unless another value shares it. Closing twice does nothing. */
  @Override
  public void close() {
    if (value != 0) {
      TorchNatives.deleteValue(value);
      value = 0;
      memory = null;
      LIVE.decrementAndGet();
    }
  }
}
