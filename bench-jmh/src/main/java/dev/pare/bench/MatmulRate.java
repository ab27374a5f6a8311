package dev.pare.bench;

import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast this machine multiplies float32 matrices, measured piece by piece between other work:
 * 512 × 576 by 576 × 1536, the shape of SmolLM2-135M's largest, by each library that libtorch has.
 */
final class MatmulRate implements AutoCloseable {
  private static final int ROWS = 512;
  private static final int IN = 576;
  private static final int OUT = 1536;
  private static final double FLOPS = 2.0 * ROWS * IN * OUT;
  private static final int PRODUCTS = 8;

  private final TorchModule module = TorchModule.load(MatmulRate.class, "matmul.ts.py");
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private int pieces;

  MatmulRate() {
    seconds.put("mkl", 0.0);
    if (Torch.hasOneDnn()) {
      seconds.put("oneDnn", 0.0);
    }
  }

  /** Some products more, by each library. */
  void measure() {
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor x = Torch.floats(values(ROWS * IN), ROWS, IN);
      TorchTensor weight = Torch.floats(values(OUT * IN), OUT, IN);
      for (String library : List.copyOf(seconds.keySet())) {
        module.call(library, x, weight).close();
        long start = System.nanoTime();
        for (int i = 0; i < PRODUCTS; i++) {
          module.call(library, x, weight).close();
        }
        seconds.merge(library, (System.nanoTime() - start) * 1e-9, Double::sum);
      }
    }
    pieces++;
  }

  private static float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i * 37 % 101 - 50) / 64f;
    }
    return values;
  }

  /** Floating-point operations a second, by library. */
  Map<String, Double> rates() {
    Map<String, Double> rates = new LinkedHashMap<>();
    seconds.forEach((library, time) -> rates.put(library, pieces * PRODUCTS * FLOPS / time));
    return rates;
  }

  @Override
  public void close() {
    module.close();
  }
}
