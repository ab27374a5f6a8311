package dev.pare.models;

import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LanguageModelContract;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.SmallLlama;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The torch engine keeps the contract: tied and untied, with every option, in both types. */
class TorchLanguageModelTest {
  @Nested
  class Tied extends LanguageModelContract {
    @Override
    protected LanguageModel open() {
      return TorchLanguageModel.open(
          SmallLlama.of(DType.F32, Map.of(), 1),
          Optional.empty(),
          new TorchOptions(1, ComputeType.F32));
    }
  }

  @Nested
  class EveryOption extends LanguageModelContract {
    @Override
    protected LanguageModel open() {
      return TorchLanguageModel.open(
          SmallLlama.withEveryOption(DType.F32, 2),
          Optional.empty(),
          new TorchOptions(1, ComputeType.F32));
    }
  }

  @Nested
  class Bfloat16 extends LanguageModelContract {
    @Override
    protected LanguageModel open() {
      return TorchLanguageModel.open(
          SmallLlama.withEveryOption(DType.BF16, 3),
          Optional.empty(),
          new TorchOptions(1, ComputeType.BF16));
    }

    /** Kernels of other shapes add in another order, and every layer rounds to eight bits. */
    @Override
    protected double tolerance() {
      return 0.5;
    }

    @Override
    protected boolean independentOfBatch() {
      return false;
    }
  }
}
