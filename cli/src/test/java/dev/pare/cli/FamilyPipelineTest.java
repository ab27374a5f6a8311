package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.config.Family;
import dev.pare.core.config.WeightRole;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.FamilyFolder;
import dev.pare.core.testing.Golden;
import dev.pare.core.testing.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model of each family through quantize, inspect and perplexity. */
class FamilyPipelineTest {
  @TempDir private Path temp;

  @ParameterizedTest
  @EnumSource(Family.class)
  void eightBitsAreAsGoodAsTheModel(Family family) throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(family), temp.resolve("model"));
    Path text = Files.writeString(temp.resolve("text"), "The dog ran away; it was late.\n");
    Path out = temp.resolve("out");
    PareRun.of("quantize", model, "-o", out, "--bits", 8, "--group-size", 12).succeeded();
    JsonObject seen = PareRun.of("inspect", out, "--json").json();
    assertEquals(family.architecture(), seen.requireString("architecture"));
    assertTrue(
        seen.objects("layers").stream()
            .anyMatch(layer -> layer.strings("encodings").contains("int8 g12")),
        seen.values().toString());
    JsonObject measured =
        PareRun.of("perplexity", out, "--text", text, "--each-line", "--baseline", model, "--json")
            .json();
    assertEquals(30, measured.requireInteger("tokens"));
    assertTrue(measured.number("meanKl").orElseThrow() < 0.02, measured.values().toString());
  }

  /** Dense linears are turned back, quantized ones stay [out, in] and are Pare's own. */
  @Test
  void gpt2IsWrittenAsItWasRead() throws IOException {
    RandomCheckpoint made = SmallModel.checkpoint(Family.GPT2);
    Path model = SmallModel.write(made, temp.resolve("model"));
    String attention = "transformer.h.1.attn.c_attn.weight";
    try (SafetensorsFile file = SafetensorsFile.open(model.resolve("model.safetensors"))) {
      assertEquals(Shape.of(36, 108), file.entry(attention).shape());
    }
    assertSame(made, model);
    Path out = temp.resolve("out");
    PareRun.of("quantize", model, "-o", out, "--bits", 8, "--targets", "*.c_attn.weight")
        .succeeded();
    JsonObject config = Json.readObject(out.resolve("config.json"));
    assertEquals("pare", config.requireObject("quantization_config").requireString("quant_method"));
    try (SafetensorsFile file = SafetensorsFile.open(out.resolve("model.safetensors"));
        Checkpoint read = Checkpoints.open(out)) {
      assertEquals(Shape.of(108, 9), file.entry(attention + "_packed").shape());
      assertEquals(Shape.of(36, 52), file.entry("transformer.h.0.mlp.c_fc.weight").shape());
      assertEquals(Shape.of(108, 36), read.tensor(attention).shape());
    }
  }

  @Test
  void anAdapterIsMergedIntoWhatIsMade() throws IOException {
    Path base = new FamilyFolder("llama").write(temp.resolve("base"), DType.F32);
    Path adapter =
        Golden.copy(
            "lora/plain",
            temp.resolve("adapter"),
            "adapter_config.json",
            "adapter_model.safetensors");
    JsonObject seen = PareRun.of("inspect", base, "--adapter", adapter, "--json").json();
    assertEquals("lora", seen.objects("history").get(0).requireString("method"));
    Path out = temp.resolve("out");
    PareRun.of("quantize", base, "--adapter", adapter, "-o", out, "--group-size", 16).succeeded();
    JsonObject made = PareRun.of("inspect", out, "--json").json();
    assertEquals(
        List.of("merge", "quantize"),
        made.objects("history").stream().map(step -> step.requireString("kind")).toList());
    for (List<String> command :
        List.of(
            List.of("generate", "--prompt", "a"),
            List.of("perplexity", "--text", base.resolve("config.json").toString()),
            List.of("export", "--format", "gguf", "-o", temp.resolve("x.gguf").toString()))) {
      PareRun run =
          PareRun.of(
              command.subList(0, 1),
              base,
              command.subList(1, command.size()),
              "--adapter",
              adapter + "x");
      assertTrue(run.failure(1).contains("has no adapter_config.json"), run.toString());
    }
    assertTrue(
        PareRun.of("inspect", adapter).failure(1).contains("give its base model"), "what to do");
  }

  private static void assertSame(Checkpoint expected, Path folder) {
    try (Checkpoint read = Checkpoints.open(folder)) {
      for (String name : expected.names()) {
        WeightTensor wanted = expected.tensor(name);
        WeightTensor actual = read.tensor(name);
        assertEquals(wanted.shape(), actual.shape());
        assertEquals(WeightRole.of(name, wanted.shape()), WeightRole.of(name, actual.shape()));
        for (int row = 0; row < wanted.shape().rows(); row++) {
          float[] a = new float[wanted.shape().columns()];
          float[] b = new float[a.length];
          wanted.decodeRow(row, a);
          actual.decodeRow(row, b);
          assertArrayEquals(a, b, name);
        }
      }
    }
  }
}
