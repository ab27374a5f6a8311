package dev.pare.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.tensor.DType;
import dev.pare.core.testing.SmallLlama;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchValue;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The linear layer with and without oneDNN is the same, and has a gradient where one is wanted. */
class LinearSourcesTest {
  private static final int IN = 6;
  private static final int HIDDEN = 4;

  private static Map<String, TorchTensor> weights() {
    return Map.of(
        "mlp.gate_proj.weight", random(1, HIDDEN, IN),
        "mlp.gate_proj.bias", random(2, HIDDEN),
        "mlp.up_proj.weight", random(3, HIDDEN, IN));
  }

  private static TorchTensor random(long seed, long... shape) {
    Random random = new Random(seed);
    float[] values = new float[(int) (shape[0] * (shape.length > 1 ? shape[1] : 1))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Torch.floats(values, shape);
  }

  private static TorchModule source(String linear) {
    return Decoder.source(SmallLlama.of(DType.F32, Map.of(), 1).config(), linear);
  }

  @Test
  void bothSourcesComputeTheSame() {
    try (TorchModule one = source("linear_onednn.ts.py");
        TorchModule other = source("linear.ts.py");
        TorchScope scope = TorchScope.open()) {
      TorchValue dictionary = Torch.dictionary(weights());
      for (int tokens : new int[] {1, 5}) {
        TorchTensor x = random(4, tokens, IN);
        float[] expected = other.call("gate", x, dictionary).floats();
        assertArrayEquals(expected, one.call("gate", x, dictionary).floats(), 1e-6f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear_onednn.ts.py", "linear.ts.py"})
  void aTrainingScopeHasGradients(String source) {
    try (TorchModule module = source(source);
        TorchScope scope = TorchScope.training()) {
      Map<String, TorchTensor> weights = weights();
      TorchTensor up = weights.get("mlp.up_proj.weight").requireGradient();
      TorchTensor x = random(4, 1, IN);
      TorchTensor gated = module.call("gate", x, Torch.dictionary(weights));
      TorchTensor sum = TorchModule.compile("sum", SUM).call("sum", gated);
      sum.backward();
      // d/dup = silu(gate) xᵀ: every row of the gradient is x, scaled by gated / (up x).
      float[] gradient = up.gradient().floats();
      float[] gate = gated.floats();
      float[] upValues = up.floats();
      float[] input = x.floats();
      for (int row = 0; row < HIDDEN; row++) {
        double product = 0;
        for (int i = 0; i < IN; i++) {
          product += upValues[row * IN + i] * input[i];
        }
        for (int i = 0; i < IN; i++) {
          assertEquals(gate[row] / product * input[i], gradient[row * IN + i], 1e-4);
        }
      }
    }
  }

  private static final String SUM =
      """
      class Sum(Module):
        training : bool
        def sum(self, x: Tensor) -> Tensor:
          return torch.sum(x)
      """;
}
