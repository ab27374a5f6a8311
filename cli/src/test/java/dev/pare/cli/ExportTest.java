package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.gguf.FileType;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** GGUF files that Pare writes, run by llama.cpp: the same text as Pare's own engine. */
class ExportTest {
  private static final String PROMPT = "Once upon a time";
  private static final int TOKENS = 6; // rounded activations may turn a near tie sooner or later

  @TempDir private Path temp;

  private static String written(Path model, int tokens) {
    return PareRun.of("generate", model, "--prompt", PROMPT, "--max-tokens", tokens, "--json")
        .json()
        .requireString("text");
  }

  private Path export(Path model, Object... options) {
    Path file = temp.resolve("model.gguf");
    PareRun.of("export", model, "--format", "gguf", "-o", file, List.of(options)).succeeded();
    return file;
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void aDenseModel(DType type) {
    RandomCheckpoint model = ByteModel.checkpoint(type, Map.of());
    Path folder = SmallModel.write(model, temp.resolve("model"));
    assertEquals(written(folder, 24), LlamaCpp.greedy(export(folder), PROMPT, 24));
  }

  /** Encoded anew: llama.cpp rounds activations to 8 bits on the way, Pare does not. */
  @ParameterizedTest
  @EnumSource(names = {"Q8_0", "Q4_0", "Q5_1", "Q6_K", "Q4_K_M", "Q3_K_S", "IQ4_NL"})
  void anEncodedModel(FileType type) {
    RandomCheckpoint model = ByteModel.checkpoint(DType.F32, Map.of());
    Path folder = SmallModel.write(model, temp.resolve("model"));
    Path file = export(folder, "--type", type);
    assertEquals(written(file, TOKENS), LlamaCpp.greedy(file, PROMPT, TOKENS));
  }

  /** Integer codes with scales that are float16 numbers go through as they are. */
  @Test
  void aQuantizedModel() {
    RandomCheckpoint model = ByteModel.checkpoint(DType.BF16, Map.of());
    Path folder = SmallModel.write(model, temp.resolve("model"));
    Path quantized = temp.resolve("quantized");
    PareRun.of("quantize", folder, "-o", quantized, "--bits", 8, "--group-size", 32).succeeded();
    Path file = temp.resolve("model.gguf");
    JsonObject made =
        PareRun.of("export", quantized, "--format", "gguf", "-o", file, "--json").json();
    assertEquals(Map.of("F32", 5L, "BF16", 2L, "Q8_0", 14L), made.requireObject("types").values());
    assertEquals(written(quantized, TOKENS), LlamaCpp.greedy(file, PROMPT, TOKENS));
  }

  @Test
  void whatARowsLengthForcesIsSaid() {
    RandomCheckpoint model = ByteModel.checkpoint(DType.F32, Map.of("intermediate_size", 160L));
    Path folder = SmallModel.write(model, temp.resolve("model"));
    Path file = temp.resolve("model.gguf");
    Object[] export = {"export", folder, "--format", "gguf", "-o", file, "--type", "Q4_K_S"};
    PareRun run = PareRun.of(List.of(export), "--json");
    JsonObject made = run.json();
    assertEquals(
        "2 of 16 matrices: 160 columns are no multiple of 256: Q5_0 instead of Q4_K\n",
        run.stderr());
    JsonObject fallback = made.objects("fallbacks").get(0);
    assertEquals(2, fallback.requireInteger("matrices"));
    assertEquals("Q5_0", fallback.requireString("given"));
    assertEquals(file.toFile().length(), made.requireInteger("bytes"));
  }

  @Test
  void refusals() throws IOException {
    Path folder = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    Path file = temp.resolve("x.gguf");
    String tokenizer = failure(Main.FAILED, folder, "-o", file);
    assertTrue(tokenizer.contains("which GGUF has no place for"), tokenizer);
    PareRun.of("export", folder, "--format", "gguf", "-o", file, "--no-tokenizer").succeeded();
    String taken = failure(Main.FAILED, folder, "-o", file, "--no-tokenizer");
    assertTrue(taken.endsWith("x.gguf: exists already; choose another name or add --force"), taken);
    PareRun.of("export", file, "--format", "gguf", "-o", file, "--no-tokenizer", "--force")
        .succeeded();
    String name = failure(Main.WRONG_USAGE, folder, "-o", temp.resolve("x.bin"));
    assertTrue(name.contains("no name of a GGUF file; end it in .gguf"), name);
    String alone = failure(Main.WRONG_USAGE, folder, "-o", temp.resolve("y.gguf"), "--pure");
    assertTrue(alone.contains("--pure and --imatrix: need --type"), alone);
    Path text = Files.writeString(temp.resolve("text"), "no matrix");
    String matrix =
        failure(
            Main.FAILED,
            folder,
            "-o",
            temp.resolve("y.gguf"),
            "--no-tokenizer",
            "--type",
            "Q4_0",
            "--imatrix",
            text);
    assertTrue(matrix.contains("text: is no importance matrix"), matrix);
  }

  /** The way back: what safetensors cannot hold is decoded if asked for, and told before. */
  @Test
  void blocksBecomeADenseFolder() {
    Path folder =
        SmallModel.write(ByteModel.checkpoint(DType.F32, Map.of()), temp.resolve("model"));
    Path file = export(folder, "--type", "Q4_0");
    Path out = temp.resolve("dense");
    Object[] back = {"export", file, "--format", "safetensors", "-o", out};
    String refused = PareRun.of(back).failure(Main.FAILED);
    assertTrue(refused.contains("--format safetensors --type f16"), refused);
    String blocks = PareRun.of(List.of(back), "--type", "Q4_0").failure(Main.WRONG_USAGE);
    assertTrue(blocks.contains("safetensors takes F32, F16 or BF16"), blocks);
    JsonObject made = PareRun.of(List.of(back), "--type", "f32", "--json").json();
    assertEquals(32, made.number("bitsPerWeight").orElseThrow());
    assertEquals(written(file, 24), written(out, 24));
    assertEquals(
        "cast",
        PareRun.of("inspect", out, "--json")
            .json()
            .objects("history")
            .get(0)
            .requireString("method"));
  }

  private static String failure(int exit, Path model, Object... options) {
    return PareRun.of("export", model, "--format", "gguf", List.of(options)).failure(exit);
  }

  @Test
  void aTrainedModel() {
    Path model = Shared.require("models/stories260K");
    assertEquals(written(model, 60), LlamaCpp.greedy(export(model), PROMPT, 60));
  }
}
