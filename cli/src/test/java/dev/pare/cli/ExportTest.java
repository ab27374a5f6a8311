package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.Shared;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** GGUF files that Pare writes, run by llama.cpp: the same text as Pare's own engine. */
class ExportTest {
  private static final String PROMPT = "Once upon a time";

  @TempDir private Path temp;

  private static String written(Path model, int tokens) {
    return PareRun.of("generate", model, "--prompt", PROMPT, "--max-tokens", tokens, "--json")
        .json()
        .requireString("text");
  }

  private Path export(Path model, Object... options) {
    Path file = temp.resolve("model.gguf");
    PareRun.of("export", model, "--format", "gguf", "-o", file, java.util.List.of(options))
        .succeeded();
    return file;
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void aDenseModel(DType type) {
    RandomCheckpoint model = ByteModel.checkpoint(type, Map.of());
    Path folder = SmallModel.write(model, temp.resolve("model"));
    assertEquals(written(folder, 24), LlamaCpp.greedy(export(folder), PROMPT, 24));
  }

  @Test
  void aTrainedModel() {
    Path model = Shared.require("models/stories260K");
    assertEquals(written(model, 60), LlamaCpp.greedy(export(model), PROMPT, 60));
  }
}
