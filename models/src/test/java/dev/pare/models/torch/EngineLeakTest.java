package dev.pare.models.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.PareException;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.Sampling;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.lm.TokenSink;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import dev.pare.models.ComputeType;
import dev.pare.models.TorchLanguageModel;
import dev.pare.models.TorchOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The engine gives all native values back: after calls, after errors, after it is closed. */
class EngineLeakTest {
  private static final TorchOptions OPTIONS = new TorchOptions(1, ComputeType.F32);

  @Test
  void nothingIsLeftBehind() {
    Torch.start();
    long none = TorchValue.live();
    RandomCheckpoint checkpoint =
        SmallLlama.of(DType.F32, Map.of("max_position_embeddings", 4000L), 1);
    try (var model = TorchLanguageModel.open(checkpoint, Optional.empty(), OPTIONS)) {
      long open = TorchValue.live();
      TokenSequence longPrompt = new TokenSequence(new int[2500]);
      List<GenerationRequest> requests =
          List.of(request(longPrompt), request(new TokenSequence(1, 2)), request(longPrompt));
      model.score(List.of(longPrompt, new TokenSequence(1, 2)), new LogitSink() {});
      model.generate(requests, (request, id) -> true);
      assertEquals(open, TorchValue.live());

      TokenSink failing =
          (request, id) -> {
            throw new ArithmeticException();
          };
      assertThrows(ArithmeticException.class, () -> model.generate(requests, failing));
      LogitSink refusing =
          new LogitSink() {
            @Override
            public void targets(int sequence, float[] logProbabilities, boolean[] greedy) {
              throw new ArithmeticException();
            }
          };
      assertThrows(ArithmeticException.class, () -> model.score(List.of(longPrompt), refusing));
      assertEquals(open, TorchValue.live());
    }
    assertEquals(none, TorchValue.live());
  }

  private static GenerationRequest request(TokenSequence prompt) {
    return new GenerationRequest(prompt, 70, Sampling.GREEDY, Set.of());
  }

  @Test
  void aModelThatDoesNotOpenLeavesNothing() {
    Torch.start();
    long none = TorchValue.live();
    RandomCheckpoint incomplete = SmallLlama.of(DType.F32, Map.of(), 1);
    incomplete.names().remove("model.norm.weight");
    assertThrows(
        PareException.class, () -> TorchLanguageModel.open(incomplete, Optional.empty(), OPTIONS));
    assertEquals(none, TorchValue.live());
  }
}
