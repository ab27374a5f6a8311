package ai.djl.pytorch.jni;

import ai.djl.Device;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The few natives of DJL's PyTorch engine that Pare calls, by handle. They are package-private
 * there, and DJL's own wrappers tie every tensor to an NDManager; {@code dev.pare.models.torch},
 * the only caller, has scopes of its own instead.
 *
 * <p>A handle is the address of an object on the C++ heap, a {@code torch::Tensor} or a {@code
 * c10::IValue}, that its delete method frees; memory is shared between handles by reference count.
 */
public final class TorchNatives {
  private static final PyTorchLibrary LIB = PyTorchLibrary.LIB;
  private static final int STRIDED = 0;
  private static final int[] CPU = {0, -1};

  private TorchNatives() {}

  public static void setThreads(int threads) {
    LIB.torchSetNumThreads(threads);
  }

  public static int threads() {
    return LIB.torchGetNumThreads();
  }

  /** What libtorch was built with, such as {@code MKLDNN}. */
  public static Set<String> features() {
    return JniUtils.getFeatures();
  }

  public static void seed(long seed) {
    LIB.torchManualSeed(seed);
  }

  /** Gradient mode belongs to the calling thread, and libtorch begins every thread with it on. */
  public static void setGradientMode(boolean on) {
    LIB.torchSetGradMode(on);
  }

  public static boolean gradientMode() {
    return LIB.torchIsGradMode();
  }

  /**
   * Whether the calling thread's TorchScript calls are profiled and specialized to the shapes they
   * see first; libtorch begins every thread with it on.
   */
  public static void setGraphOptimizer(boolean on) {
    JniUtils.setGraphExecutorOptimize(on);
  }

  /**
   * Sets what the process's end does before it stops all computing: ends the work under way, and
   * returns when that has ended.
   */
  public static void beforeExit(Runnable end) {
    ExitGate.beforeClosing(end);
  }

  /** A TorchScript archive as a module handle. */
  public static long loadModule(byte[] archive) {
    try {
      return JniUtils.loadModuleHandle(
          new ByteArrayInputStream(archive), Device.cpu(), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void deleteModule(long module) {
    LIB.torchDeleteModule(module);
  }

  /**
   * Runs a method and gives its result as an IValue. Never in libtorch's inference mode, whose
   * results autograd refuses: what is recorded depends on the thread's gradient mode alone.
   */
  public static long run(long module, String method, long[] values) {
    return ExitGate.pass(() -> LIB.moduleRunMethod(module, method, values, true, false));
  }

  public static long valueOf(long number) {
    return LIB.iValueFromLong(number);
  }

  public static long valueOf(double number) {
    return LIB.iValueFromDouble(number);
  }

  public static long valueOf(boolean flag) {
    return LIB.iValueFromBool(flag);
  }

  public static long valueOf(String text) {
    return LIB.iValueFromString(text);
  }

  public static long valueOf(long[] numbers) {
    return LIB.iValueFromLongList(numbers);
  }

  public static long valueOfTensor(long tensor) {
    return LIB.iValueFromTensor(tensor);
  }

  /** A {@code List[Tensor]}. */
  public static long valueOfTensors(long[] tensors) {
    return LIB.iValueFromTensorList(tensors);
  }

  /** A {@code Dict[str, Tensor]}. */
  public static long valueOfTensors(String[] keys, long[] tensors) {
    return LIB.iValueFromStringMap(keys, tensors);
  }

  /** The tensor that an IValue holds, as a new handle to the same memory. */
  public static long tensor(long value) {
    return LIB.iValueToTensor(value);
  }

  /** The elements of a tuple or a list, each a new IValue. */
  public static long[] elements(long value) {
    return LIB.iValueIsTuple(value)
        ? LIB.iValueToIValueTuple(value)
        : LIB.iValueToIValueList(value);
  }

  public static void deleteValue(long value) {
    LIB.torchDeleteIValue(value);
  }

  public static void deleteTensor(long tensor) {
    LIB.torchDeleteTensor(tensor);
  }

  public static long[] shape(long tensor) {
    return LIB.torchSizes(tensor);
  }

  /** The ordinal of DJL's DataType, or 9 for a type it does not know: bfloat16 among them. */
  public static int type(long tensor) {
    return LIB.torchDType(tensor);
  }

  /** A flat uint8 tensor over a direct buffer from its index 0, which must outlive the tensor. */
  public static long bytesOver(ByteBuffer direct) {
    int uint8 = 3;
    return LIB.torchFromBlob(direct, new long[] {direct.capacity()}, uint8, STRIDED, CPU, false);
  }

  /** A contiguous tensor's own memory, at most 2 GiB, valid as long as the tensor. */
  public static ByteBuffer memory(long tensor) {
    return LIB.torchDirectByteBuffer(tensor).order(ByteOrder.nativeOrder());
  }

  public static void requireGradient(long tensor) {
    LIB.torchAttachGrad(tensor, true);
  }

  /**
   * Accumulates into the leaves' gradients what {@code tensor}, weighted by {@code weight}, gives.
   */
  public static void backward(long tensor, long weight) {
    ExitGate.pass(
        () -> {
          LIB.torchBackward(tensor, weight, false, false);
          return 0;
        });
  }

  /** The accumulated gradient as a new handle to the same memory, 0 where there is none. */
  public static long gradient(long tensor) {
    return LIB.torchGrad(tensor);
  }
}
