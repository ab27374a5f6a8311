package dev.pare.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.RecipeReader;
import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.testing.Golden;
import dev.pare.core.testing.SameBits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders that Pare wrote in version 1 of its format, with the float32 values that
 * compressed-tensors (and numpy, where that refuses) decodes: oracles/pare_golden.py. Where one of
 * these fails, old folders are read wrongly or the format has a new version.
 */
class GoldenOutputTest {
  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"promised", "other"})
  void theSameBytesAreStillWritten(String name) throws IOException {
    String golden = "pare-1/" + name;
    Path dense =
        Golden.copy(
            golden + "/dense", temporary.resolve("dense"), "config.json", "model.safetensors");
    Path out = temporary.resolve("out");
    Path recipe = Golden.copy(golden, temporary, "recipe.yaml").resolve("recipe.yaml");
    try (Checkpoint model = Checkpoints.open(dense)) {
      Compression.plan(RecipeReader.read(recipe), model, CompressionOptions.standard()).run(out);
    }
    assertArrayEquals(
        Golden.bytes(golden + "/quantized/model.safetensors"),
        Files.readAllBytes(out.resolve("model.safetensors")));
    assertEquals(
        new String(Golden.bytes(golden + "/quantized/config.json"), StandardCharsets.UTF_8),
        Files.readString(out.resolve("config.json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"promised", "other"})
  void theSameValuesAreStillRead(String name) throws IOException {
    String golden = "pare-1/" + name;
    Path folder =
        Golden.copy(
            golden + "/quantized", temporary, "config.json", "model.safetensors", "pare.json");
    Golden.copy(golden, temporary, "decoded.safetensors");
    try (Checkpoint model = Checkpoints.open(folder);
        SafetensorsSource decoded = SafetensorsSource.open(folder.resolve("decoded.safetensors"))) {
      for (String weight : decoded.names()) {
        SameBits.assertSameBits(SameBits.dense(decoded, weight), model.tensor(weight), weight);
      }
      AppliedStep step = model.history().get(0);
      assertEquals("rtn", step.method());
      assertEquals(decoded.names().size(), step.layers().size());
    }
  }
}
