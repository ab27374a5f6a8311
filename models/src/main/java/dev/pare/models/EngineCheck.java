package dev.pare.models;

import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.Arrays;

/**
 * Whether libtorch loads here, and how fast it multiplies.
 *
 * @param startSeconds from nothing to the first result; longer the first time, when the library is
 *     unpacked
 * @param gigaflops of a float32 matrix product on all cores
 */
public record EngineCheck(String version, double startSeconds, double gigaflops) {
  private static final int SIZE = 1024;
  private static final int REPEATS = 5;
  private static final String SOURCE =
      """
      class Check(Module):
        training : bool
        def product(self, a: Tensor, b: Tensor) -> Tensor:
          return torch.matmul(a, b)
      """;

  /**
   * Starts libtorch and measures it.
   *
   * @throws dev.pare.core.PareException if it does not load
   */
  public static EngineCheck run() {
    long start = System.nanoTime();
    Torch.start();
    Torch.setThreads(Runtime.getRuntime().availableProcessors());
    try (TorchScope scope = TorchScope.open();
        TorchModule module = TorchModule.compile("check", SOURCE)) {
      float[] ones = new float[SIZE * SIZE];
      Arrays.fill(ones, 1);
      TorchTensor a = Torch.floats(ones, SIZE, SIZE);
      double started = product(module, a);
      double startSeconds = (System.nanoTime() - start) / 1e9;
      double best = started;
      for (int i = 0; i < REPEATS; i++) {
        best = Math.min(best, product(module, a));
      }
      return new EngineCheck(Torch.version(), startSeconds, 2.0 * SIZE * SIZE * SIZE / best / 1e9);
    }
  }

  private static double product(TorchModule module, TorchTensor a) {
    long start = System.nanoTime();
    try (TorchTensor result = module.call("product", a, a)) {
      if (result.shape()[0] != SIZE) {
        throw new IllegalStateException("libtorch multiplies wrongly");
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
