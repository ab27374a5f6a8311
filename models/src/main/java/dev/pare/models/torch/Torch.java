package dev.pare.models.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.TorchNatives;
import dev.pare.core.PareException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * libtorch in this process: its start, its process-wide settings, and tensors from Java. The rest
 * of this package is {@link TorchScope} (who releases what, and whether gradients are recorded),
 * {@link TorchModule} (TorchScript sources and their methods) and {@link TorchTensor}.
 *
 * <p>This package is the only one that sees DJL, and it owns DJL's traps: nothing is fetched or
 * reported over the network, no Java scalar enters an autograd graph, bfloat16 never reaches a
 * creation call that would abort the process, and native memory is never left to the garbage
 * collector.
 */
public final class Torch {
  private static boolean started;

  private Torch() {}

  /**
   * Loads libtorch, once; scopes and modules do it themselves.
   *
   * @throws PareException if it cannot be unpacked or loaded
   */
  public static synchronized void start() {
    if (started) {
      return;
    }
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    try {
      Engine.getEngine("PyTorch");
    } catch (EngineException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new PareException(
          "libtorch",
          "does not load (" + cause.getMessage() + ")",
          "check that ~/.djl.ai (or DJL_CACHE_DIR) is writable",
          e);
    }
    started = true;
  }

  /** The version of libtorch. */
  public static String version() {
    return Engine.getEngine("PyTorch").getVersion();
  }

  /** How many threads one operation uses, in the whole process. */
  public static void setThreads(int threads) {
    start();
    TorchNatives.setThreads(threads);
  }

  public static int threads() {
    start();
    return TorchNatives.threads();
  }

  /** Whether sources may name oneDNN's operators, {@code ops.mkldnn.…}. */
  public static boolean hasOneDnn() {
    start();
    return TorchNatives.features().contains("MKLDNN");
  }

  /**
   * Sets what is run when the process is told to end, before all computing stops: it ends the work
   * under way, and returns when that has ended. One at a time; the empty one undoes it.
   */
  public static void beforeExit(Runnable end) {
    start();
    TorchNatives.beforeExit(end);
  }

  /** Seeds the random operators of TorchScript, in the whole process. */
  public static void seed(long seed) {
    start();
    TorchNatives.seed(seed);
  }

  /** A tensor of undefined contents in memory of its own, of any size. */
  public static TorchTensor empty(TorchType type, long... shape) {
    return Memory.MODULE.call("empty", shape, type.code());
  }

  /** A copy of {@code values}. */
  public static TorchTensor floats(float[] values, long... shape) {
    TorchTensor tensor = empty(TorchType.F32, shape);
    tensor.bytes().asFloatBuffer().put(values);
    return tensor;
  }

  /** A copy of {@code values}. */
  public static TorchTensor longs(long[] values, long... shape) {
    TorchTensor tensor = empty(TorchType.I64, shape);
    tensor.bytes().asLongBuffer().put(values);
    return tensor;
  }

  /** A copy of {@code values}. */
  public static TorchTensor doubles(double[] values, long... shape) {
    TorchTensor tensor = empty(TorchType.F64, shape);
    tensor.bytes().asDoubleBuffer().put(values);
    return tensor;
  }

  /**
   * A view of a direct buffer, without a copy, that keeps the buffer reachable until it closes. Not
   * to be written to where the buffer is a read-only map.
   */
  public static TorchTensor map(ByteBuffer direct, TorchType type, long... shape) {
    ByteBuffer all = direct.slice(); // natives take a buffer's first byte, whatever its position
    try (TorchTensor bytes = TorchTensor.ofHandle(TorchNatives.bytesOver(all), all)) {
      TorchTensor view = Memory.MODULE.call("view", bytes, type.code(), shape);
      view.pin(all);
      return view;
    }
  }

  /** A view of some rows (first dimension) of {@code tensor}. */
  public static TorchTensor rows(TorchTensor tensor, long first, long count) {
    TorchTensor view = Memory.MODULE.call("rows", tensor, first, count);
    view.pin(tensor.memory());
    return view;
  }

  /** A {@code Dict[str, Tensor]}, to pass to methods; it shares the tensors. */
  public static TorchValue dictionary(Map<String, TorchTensor> tensors) {
    String[] keys = tensors.keySet().toArray(String[]::new);
    TorchTensor[] values = tensors.values().toArray(TorchTensor[]::new);
    Object[] memory = Arrays.stream(values).map(TorchValue::memory).toArray();
    return new TorchValue(TorchNatives.valueOfTensors(keys, handles(values)), memory);
  }

  static long[] handles(TorchTensor[] tensors) {
    return Arrays.stream(tensors).mapToLong(TorchTensor::tensor).toArray();
  }

  /** The IValue of {@code None}, never to be deleted. */
  static long none() {
    return Memory.NONE;
  }

  /** This class's own methods, compiled when they are first needed. */
  private static final class Memory {
    static final TorchModule MODULE = TorchModule.load(Torch.class, "memory.ts.py");
    static final long NONE = MODULE.run("none");
  }
}
