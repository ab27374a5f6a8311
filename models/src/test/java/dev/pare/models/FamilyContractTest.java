package dev.pare.models;

import dev.pare.core.config.Family;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LanguageModelContract;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.SmallFamily;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** Every family keeps the contract; Llama does so in {@link TorchLanguageModelTest}. */
class FamilyContractTest {
  abstract static class Contract extends LanguageModelContract {
    private final Family family;

    Contract(Family family) {
      this.family = family;
    }

    @Override
    protected LanguageModel open() {
      return TorchLanguageModel.open(
          SmallFamily.of(family, DType.F32, Map.of(), 4),
          Optional.empty(),
          new TorchOptions(1, ComputeType.F32));
    }
  }

  @Nested
  class Mistral extends Contract {
    Mistral() {
      super(Family.MISTRAL);
    }
  }

  @Nested
  class Qwen2 extends Contract {
    Qwen2() {
      super(Family.QWEN2);
    }
  }

  @Nested
  class Qwen3 extends Contract {
    Qwen3() {
      super(Family.QWEN3);
    }
  }

  @Nested
  class Gemma2 extends Contract {
    Gemma2() {
      super(Family.GEMMA2);
    }
  }

  @Nested
  class Gemma3 extends Contract {
    Gemma3() {
      super(Family.GEMMA3);
    }
  }

  @Nested
  class Phi3 extends Contract {
    Phi3() {
      super(Family.PHI3);
    }
  }

  @Nested
  class Gpt2 extends Contract {
    Gpt2() {
      super(Family.GPT2);
    }
  }
}
