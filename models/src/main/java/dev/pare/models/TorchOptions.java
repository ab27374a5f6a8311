package dev.pare.models;

/**
 * How the torch engine runs.
 *
 * @param threads of one operation; libtorch has one such setting for the whole process
 */
public record TorchOptions(int threads, ComputeType computeType) {
  public TorchOptions {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads");
    }
  }

  /** Every processor, float32. */
  public static TorchOptions defaults() {
    return new TorchOptions(Runtime.getRuntime().availableProcessors(), ComputeType.F32);
  }

  public TorchOptions withThreads(int threads) {
    return new TorchOptions(threads, computeType);
  }

  public TorchOptions withComputeType(ComputeType computeType) {
    return new TorchOptions(threads, computeType);
  }
}
