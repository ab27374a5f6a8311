package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.testing.Golden;
import dev.pare.core.testing.SameBits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Folders that compressed-tensors 0.20.0 wrote, with the float32 values it decodes them to:
 * oracles/compressed_tensors_library.py.
 */
class CompressedTensorsGoldenTest {
  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource({
    "int4-group-bf16, config.json",
    "int4-group-bf16, config.old.json",
    "int4-group-bf16, config.new.json",
    "int4-group-asymmetric-f16, config.json",
    "int4-tensor-asymmetric-bf16, config.json",
    "int4-tensor-asymmetric-bf16, config.implied.json",
    "int8-channel-f32, config.json",
    "int8-channel-f32, config.implied.json",
    "int8-channel-asymmetric-bf16, config.json",
    "int3-group-asymmetric-bf16, config.json",
    "several-bf16, config.json",
    "preset-bf16, config.json",
    "preset-bf16, config.preset.json"
  })
  void readsWhatTheLibraryDecodes(String name, String config) throws IOException {
    Path folder =
        Golden.copy(
            "library/" + name, temporary, "model.safetensors", "decoded.safetensors", config);
    Files.move(
        folder.resolve(config), folder.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);
    try (Checkpoint model = Checkpoints.open(folder);
        SafetensorsSource decoded = SafetensorsSource.open(folder.resolve("decoded.safetensors"))) {
      assertEquals(decoded.names(), quantized(model));
      for (String weight : decoded.names()) {
        SameBits.assertSameBits(SameBits.dense(decoded, weight), model.tensor(weight), weight);
      }
    }
  }

  private static Set<String> quantized(Checkpoint model) {
    Set<String> names = new TreeSet<>();
    for (String name : model.names()) {
      if (model.tensor(name) instanceof QuantizedTensor) {
        names.add(name);
      } else {
        assertInstanceOf(DenseTensor.class, model.tensor(name), name);
      }
    }
    return names;
  }
}
