package dev.pare.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.pare.core.config.Family;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.SmallFamily;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Gemma 2 holds some queries' scores at a time: where they part, nothing shows. */
class CappedAttentionTest {
  private static final int TOKENS = 300; // more than the 256 that are held
  private static final int LAST = 50;
  private static final int DIM = 10;

  @Test
  void queriesInPartsAreQueriesAlone() {
    var config = SmallFamily.of(Family.GEMMA2, DType.F32, Map.of(), 1).config();
    try (TorchModule module = Decoder.source(config, "linear.ts.py");
        TorchScope scope = TorchScope.open()) {
      float[] q = random(1);
      TorchTensor k = Torch.floats(random(2), 1, 1, TOKENS, DIM);
      TorchTensor v = Torch.floats(random(3), 1, 1, TOKENS, DIM);
      TorchTensor all = Torch.floats(q, 1, 1, TOKENS, DIM);
      float[] causal = module.call("attention", all, k, v, null, true).floats();
      TorchTensor mask = module.call("causal_mask", TOKENS, TOKENS, all);
      assertArrayEquals(causal, module.call("attention", all, k, v, mask, false).floats(), 1e-6f);
      int from = (TOKENS - LAST) * DIM;
      TorchTensor some = Torch.floats(Arrays.copyOfRange(q, from, q.length), 1, 1, LAST, DIM);
      TorchTensor someMask = module.call("rows_mask", TOKENS - LAST, LAST, TOKENS, all);
      float[] alone = module.call("attention", some, k, v, someMask, false).floats();
      assertArrayEquals(Arrays.copyOfRange(causal, from, causal.length), alone, 1e-6f);
    }
  }

  private static float[] random(long seed) {
    Random random = new Random(seed);
    float[] values = new float[TOKENS * DIM];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
