package dev.pare.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseMask;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every stored type becomes every compute type, and what does not fit is named. */
class WeightLoadingTest {
  private static final String WIDEN =
      """
      class Widen(Module):
        training : bool
        def widen(self, x: Tensor) -> Tensor:
          return torch.to(x, 6)
      """;

  /** Codebooks and sparse weights, whose zeros no one stored. */
  @Test
  void decodesWhatIsNotDense() {
    Shape shape = Shape.of(6, 16);
    CodebookTensor indices =
        new CodebookTensor(
            shape,
            CodebookScheme.channel(2),
            DType.BF16,
            into -> {
              for (int i = 0; i < into.rowCount() * 16; i++) {
                into.indices()[i] = (byte) (i % 4);
              }
              for (int i = 0; i < into.codebookCount() * 4; i++) {
                into.entries()[i] = into.firstCodebook() * 4 + i + 1;
              }
            });
    byte[] bits = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    SparseMask mask = SparseMask.of(shape, SparsityPattern.unstructured(), bits);
    for (WeightTensor weight : List.of(indices, new SparseTensor(mask, indices))) {
      Checkpoint checkpoint = SmallLlama.of(DType.F32, Map.of(), 1).with("w", weight);
      float[] expected = new float[96];
      weight.decodeRows(0, 6, expected);
      try (TorchScope scope = TorchScope.open();
          var tensor = new WeightLoader(checkpoint).load("w", TorchType.F32, 6, 16)) {
        assertArrayEquals(expected, tensor.floats());
      }
    }
  }

  @Test
  void decodesEveryTypeRowsAtATime() {
    Shape shape = Shape.of(1500, 1501); // more than one chunk, and not a whole number of them
    float[] values = new float[Math.toIntExact(shape.size())];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    try (TorchModule widen = TorchModule.compile("widen", WIDEN)) {
      for (DType stored : new DType[] {DType.F32, DType.F16, DType.BF16}) {
        DenseTensor weight = DenseTensor.of(stored, shape, values);
        Checkpoint checkpoint = SmallLlama.of(DType.F32, Map.of(), 1).with("w", weight);
        for (TorchType type : new TorchType[] {TorchType.F32, TorchType.BF16}) {
          float[] expected = new float[values.length];
          weight.decodeRows(0, 1500, expected);
          for (int i = 0; i < expected.length; i++) {
            expected[i] = dev.pare.core.tensor.FloatCodec.round(type.fileType(), expected[i]);
          }
          try (TorchScope scope = TorchScope.open();
              var tensor = new WeightLoader(checkpoint).load("w", type, 1500, 1501)) {
            assertArrayEquals(expected, widen.call("widen", tensor).floats());
          }
        }
      }
    }
  }

  @Test
  void aMissingWeightIsNamed() {
    assertNamed("model.layers.1.mlp.up_proj.weight", "model.layers.1.mlp.up_proj.weight", null);
    assertNamed("model.norm.weight", "model.norm.weight", null);
    assertNamed("lm_head.weight", "lm_head.weight", null);
    assertNamed("model.layers.0.mlp.down_proj.bias", "model.layers.0.mlp.down_proj.bias", null);
  }

  @Test
  void aWrongShapeIsNamed() {
    String name = "model.layers.0.self_attn.k_proj.weight";
    WeightTensor wrong = DenseTensor.of(DType.F32, Shape.of(10, 35), new float[350]);
    assertNamed(name + ": has shape [10×35] where config.json makes it [10×36]", name, wrong);
  }

  private static void assertNamed(String start, String name, WeightTensor instead) {
    RandomCheckpoint checkpoint = SmallLlama.withEveryOption(DType.F32, 1);
    if (instead == null) {
      checkpoint.names().remove(name);
    } else {
      checkpoint.with(name, instead);
    }
    TorchOptions options = new TorchOptions(1, ComputeType.F32);
    PareException error =
        assertThrows(
            PareException.class,
            () -> TorchLanguageModel.open(checkpoint, Optional.empty(), options));
    assertEquals(start, error.getMessage().substring(0, start.length()));
  }
}
