package dev.pare.models.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A gradient through TorchScript is the analytic one, whatever the garbage collector does. */
class TorchGradientTest {
  /** loss = Σ ((s · x) wᵀ)², so d loss / dw = 2 s² (x wᵀ)ᵀ x. */
  private static final String LOSS =
      """
      class Loss(Module):
        training : bool
        def scaled(self, x: Tensor, s: float) -> Tensor:
          return x * s
        def loss(self, x: Tensor, w: Tensor) -> Tensor:
          y = torch.linear(x, w)
          return torch.sum(y * y)
      """;

  private static final int ROWS = 5;
  private static final int IN = 7;
  private static final int OUT = 3;
  private static final double SCALE = 1.25;

  private final float[] x = gaussian(1, ROWS * IN);
  private final float[] w = gaussian(2, OUT * IN);

  @Test
  void gradientsAreAnalyticEvenAfterCollections() {
    try (TorchModule module = TorchModule.compile("loss", LOSS)) {
      for (int repeat = 0; repeat < 20; repeat++) {
        try (TorchScope scope = TorchScope.training()) {
          TorchTensor weight = Torch.floats(w, OUT, IN).requireGradient();
          TorchTensor input = module.call("scaled", Torch.floats(x, ROWS, IN), SCALE);
          TorchTensor loss = module.call("loss", input, weight);
          churn();
          loss.backward();
          assertArrayEquals(analytic(), weight.gradient().floats(), 1e-3f);
        }
      }
    }
  }

  @Test
  void gradientsAccumulate() {
    try (TorchModule module = TorchModule.compile("loss", LOSS);
        TorchScope scope = TorchScope.training()) {
      TorchTensor weight = Torch.floats(w, OUT, IN).requireGradient();
      TorchTensor input = module.call("scaled", Torch.floats(x, ROWS, IN), SCALE / Math.sqrt(2));
      module.call("loss", input, weight).backward();
      module.call("loss", input, weight).backward();
      assertArrayEquals(analytic(), weight.gradient().floats(), 1e-3f);
    }
  }

  /** What libtorch's inference mode made could not be saved for backward. */
  @Test
  void resultsOfPlainScopesCanBeTrainedOn() {
    try (TorchModule module = TorchModule.compile("loss", LOSS);
        TorchScope outer = TorchScope.open()) {
      TorchTensor input = module.call("scaled", Torch.floats(x, ROWS, IN), SCALE);
      try (TorchScope training = TorchScope.training()) {
        TorchTensor weight = Torch.floats(w, OUT, IN).requireGradient();
        module.call("loss", input, weight).backward();
        assertArrayEquals(analytic(), weight.gradient().floats(), 1e-3f);
      }
    }
  }

  @Test
  void nothingIsRecordedInAPlainScope() {
    try (TorchModule module = TorchModule.compile("loss", LOSS);
        TorchScope scope = TorchScope.open()) {
      TorchTensor weight = Torch.floats(w, OUT, IN).requireGradient();
      TorchTensor loss = module.call("loss", Torch.floats(x, ROWS, IN), weight);
      RuntimeException error = assertThrows(RuntimeException.class, loss::backward);
      assertEquals(1, error.getMessage().lines().count());
      assertThrows(IllegalStateException.class, weight::gradient);
    }
  }

  private float[] analytic() {
    float[] gradient = new float[OUT * IN];
    for (int row = 0; row < ROWS; row++) {
      for (int out = 0; out < OUT; out++) {
        double y = 0;
        for (int in = 0; in < IN; in++) {
          y += x[row * IN + in] * w[out * IN + in];
        }
        for (int in = 0; in < IN; in++) {
          gradient[out * IN + in] += (float) (2 * SCALE * SCALE * y * x[row * IN + in]);
        }
      }
    }
    return gradient;
  }

  private static void churn() {
    System.gc();
    for (int i = 0; i < 5_000; i++) {
      ByteBuffer.allocateDirect(4).putFloat(0, Float.NaN);
    }
  }

  private static float[] gaussian(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
