package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.config.Family;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps that look at the model, run by a method for tests, {@link SlowHalves}. */
class CalibrationTest {
  private static final int LAYERS = 14;

  @TempDir private Path temp;

  @BeforeEach
  void writeFiles() throws IOException {
    SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    Files.writeString(temp.resolve("text.txt"), "a text of some length\n".repeat(50));
    Files.writeString(
        temp.resolve("recipe.yaml"),
        "version: 1\nsteps: [{halve: slowly, calibration: '%s', samples: 6, length: 20}]\n"
            .formatted(temp.resolve("text.txt")));
  }

  private List<Object> command(String out) {
    return new ArrayList<>(
        List.of(
            "compress",
            temp.resolve("model"),
            "-o",
            temp.resolve(out),
            "--recipe",
            temp.resolve("recipe.yaml"),
            "--threads",
            1));
  }

  /** Killed and interrupted between layers and within them, it comes to the bytes of one run. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs Linux' signals")
  void killedAndInterruptedItComesToTheSameBytes() throws Exception {
    int done = 0;
    for (String signal : List.of("KILL", "INT", "KILL")) {
      PareProcess process = PareProcess.start(List.of(), command("out"));
      done = awaitLayers(process, done + 3);
      process.signal(signal);
      PareRun run = process.await();
      if (signal.equals("INT")) {
        assertEquals(130, run.exit());
        assertTrue(
            run.stderr().contains("what was done is kept, run the same command to go on"),
            run.stderr());
      } else {
        assertEquals(128 + 9, run.exit());
      }
      assertFalse(Files.exists(temp.resolve("out")));
    }
    PareRun last = PareRun.of(command("out").toArray()).succeeded();
    assertTrue(last.stderr().matches("(?s).*going on after layer \\d+ of 14.*"), last.stderr());
    PareRun.of(command("alone").toArray()).succeeded();
    for (String file : List.of("model.safetensors", "config.json", "tokenizer.json")) {
      assertArrayEquals(
          Files.readAllBytes(temp.resolve("alone").resolve(file)),
          Files.readAllBytes(temp.resolve("out").resolve(file)),
          file);
    }
    assertEquals(
        Set.of("model", "text.txt", "recipe.yaml", "out", "alone"), Set.of(temp.toFile().list()));
    try (Checkpoint model = Checkpoints.open(temp.resolve("out"))) {
      AppliedStep step = model.history().get(0);
      assertEquals(LAYERS, step.layers().size());
      assertTrue(step.layers().stream().allMatch(layer -> layer.calibration().isPresent()));
    }
  }

  /** Waits until so many layers are stored; tells how many are. */
  private int awaitLayers(PareProcess process, int count) throws Exception {
    Path lines = temp.resolve(".out.state/step-1/layers.jsonl");
    while (true) {
      int stored = Files.exists(lines) ? Files.readAllLines(lines).size() - 1 : 0;
      if (stored >= count) {
        assertTrue(stored < LAYERS);
        return stored;
      }
      assertTrue(process.isAlive());
      Thread.sleep(5);
    }
  }

  /** One step upon the other, and the result is a model. */
  @ParameterizedTest
  @EnumSource(Family.class)
  void everyFamilyIsCompressedByWhatItsLayersSee(Family family) throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(family), temp.resolve("family"));
    String text = "calibration: '%s', samples: 4, length: 20".formatted(temp.resolve("text.txt"));
    compress(model, "{prune: wanda, pattern: 1:2, TEXT}, {quantize: gptq, bits: 4, TEXT}", text);
    compress(model, "{prune: sparsegpt, sparsity: 0.5, TEXT}, {cluster: gptq, TEXT}", text);
    compress(model, "{quantize: gptq, sparsity: 0.3, TEXT}, {cluster: activation, TEXT}", text);
  }

  private void compress(Path model, String steps, String text) throws IOException {
    Path recipe =
        Files.writeString(
            temp.resolve("steps.yaml"),
            "version: 1\nsteps: [%s]\n".formatted(steps.replace("TEXT", text)));
    Path out = temp.resolve("compressed");
    PareRun.of("compress", model, "-o", out, "--recipe", recipe, "--force").succeeded();
    JsonObject seen = PareRun.of("inspect", out, "--json").json();
    assertEquals(2, seen.objects("history").size());
    JsonObject measured =
        PareRun.of("perplexity", out, "--text", temp.resolve("text.txt"), "--each-line", "--json")
            .json();
    assertTrue(measured.number("perplexity").orElseThrow() > 1, steps);
  }

  @Test
  void aMethodThatLooksAtNothingTakesNoCalibration() {
    Object[] rtn = {
      "quantize", temp.resolve("model"), "-o", temp.resolve("out"), "--calibration", "a.txt"
    };
    String failure = PareRun.of(rtn).failure(Main.WRONG_USAGE);
    assertTrue(failure.contains("unknown key \"calibration\""), failure);
  }

  @Test
  void aStateOfOtherWorkIsRefused() throws IOException {
    Files.createDirectories(temp.resolve(".out.state/step-1"));
    Files.writeString(
        temp.resolve(".out.state/step-1/layers.jsonl"),
        "{\"format\":\"pare-calibration-1\",\"digest\":\"x\"}\n");
    String failure = PareRun.of(command("out").toArray()).failure(Main.FAILED);
    assertTrue(failure.contains(".out.state: is of work with another model"), failure);
  }
}
