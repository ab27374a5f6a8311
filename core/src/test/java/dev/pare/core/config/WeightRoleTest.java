package dev.pare.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import dev.pare.core.testing.FamilyFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightRoleTest {
  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({
    "model.embed_tokens.weight, EMBEDDING",
    "wte.weight, EMBEDDING",
    "transformer.wte.weight, EMBEDDING",
    "transformer.wpe.weight, OTHER",
    "lm_head.weight, HEAD",
    "h.3.attn.c_attn.weight, LINEAR",
    "transformer.h.10.mlp.c_proj.weight, LINEAR",
    "model.layers.0.self_attn.qkv_proj.weight, LINEAR",
    "model.layers.0.mlp.gate_up_proj.weight, LINEAR",
    "model.layers.0.mlp.gate_up_proj.bias, OTHER",
    "breath.3.weight, OTHER",
  })
  void namesTellWhatAMatrixDoes(String name, WeightRole role) {
    assertEquals(role, WeightRole.of(name, Shape.of(4, 4)));
    assertEquals(WeightRole.OTHER, WeightRole.of(name, Shape.of(4)));
  }

  /** The layout of each family is what transformers stores, whatever else it stores. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "mistral",
        "qwen2",
        "qwen3",
        "gemma2",
        "gemma3",
        "gemma3-images",
        "phi3",
        "gpt2"
      })
  void layoutsAreTrue(String family) throws IOException {
    Path folder = new FamilyFolder(family).write(temp, DType.F32);
    try (Checkpoint checkpoint = Checkpoints.open(folder)) {
      Map<String, Shape> expected = new HashMap<>();
      checkpoint.names().forEach(name -> expected.put(name, checkpoint.tensor(name).shape()));
      Map<String, Shape> actual = new HashMap<>();
      for (ModelLayout.Weight weight : new ModelLayout(checkpoint.config()).all()) {
        actual.put(weight.name(), weight.shape());
        WeightRole role = WeightRole.of(weight.name(), weight.shape());
        assertEquals(
            weight.kind() == ModelLayout.Kind.LINEAR, role == WeightRole.LINEAR, weight.name());
      }
      assertEquals(expected, actual);
    }
  }
}
