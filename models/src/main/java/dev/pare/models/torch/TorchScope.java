package dev.pare.models.torch;

import ai.djl.pytorch.jni.TorchNatives;
import java.util.ArrayList;
import java.util.List;

/**
 * The lifetime of native values, and the gradient mode of a thread. Whatever a thread makes belongs
 * to its innermost scope and is released when that closes, however the block is left:
 *
 * <pre>{@code
 * try (TorchScope scope = TorchScope.open()) {
 *   TorchTensor logits = head.call("logits", hidden, weights);
 *   …
 * }
 * }</pre>
 *
 * Nothing can be made outside a scope, so no thread ever computes with libtorch's default, which is
 * to record gradients.
 */
public final class TorchScope implements AutoCloseable {
  private static final ThreadLocal<TorchScope> INNERMOST = new ThreadLocal<>();

  private final TorchScope outer;
  private final boolean gradients;
  private final List<TorchValue> values = new ArrayList<>();

  private TorchScope(boolean gradients) {
    this.gradients = gradients;
    outer = INNERMOST.get();
    INNERMOST.set(this);
    TorchNatives.setGradientMode(gradients);
    // Profiling costs the first calls of every shape tens of milliseconds and gains nothing here,
    // where methods are chains of large operators.
    TorchNatives.setGraphOptimizer(false);
  }

  /** A scope that records no gradients, even inside a training scope. */
  public static TorchScope open() {
    Torch.start();
    return new TorchScope(false);
  }

  /** A scope that records what {@link TorchTensor#backward} needs. */
  public static TorchScope training() {
    Torch.start();
    return new TorchScope(true);
  }

  /** The calling thread's innermost scope. */
  static TorchScope current() {
    TorchScope scope = INNERMOST.get();
    if (scope == null) {
      throw new IllegalStateException("no TorchScope is open on this thread");
    }
    return scope;
  }

  /** Gives a value to the scope around this one: how a block returns its result. */
  public <T extends TorchValue> T handOut(T value) {
    if (outer == null) {
      throw new IllegalStateException("there is no scope around this one");
    }
    value.moveTo(outer);
    return value;
  }

  void add(TorchValue value) {
    values.add(value);
  }

  @Override
  public void close() {
    if (INNERMOST.get() != this) {
      throw new IllegalStateException("not the innermost scope of this thread");
    }
    for (TorchValue value : values) {
      if (value.belongsTo(this)) {
        value.close();
      }
    }
    TorchNatives.setGradientMode(outer != null && outer.gradients);
    if (outer == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(outer);
    }
  }
}
