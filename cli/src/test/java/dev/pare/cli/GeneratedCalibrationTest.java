package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Steps that look at whole layers, on text that the model writes itself. */
class GeneratedCalibrationTest {
  @TempDir private Path temp;

  @BeforeEach
  void write() throws IOException {
    SmallModel.write(SmallModel.checkpoint(Map.of("num_hidden_layers", 4L)), temp.resolve("model"));
    Files.writeString(
        temp.resolve("recipe.yaml"),
        """
        version: 1
        steps:
          - prune: depth
            blocks: 1
            calibration: generated
            samples: 70
            length: 100
          - prune: wanda
            sparsity: 0.5
            ratios: owl
            calibration: generated
            samples: 90
            length: 100
        """);
  }

  private List<Object> command(String out) {
    return List.of(
        "compress",
        temp.resolve("model"),
        "-o",
        temp.resolve(out),
        "--recipe",
        temp.resolve("recipe.yaml"),
        "--threads",
        1);
  }

  /** Killed while it writes its text, for one step or for the next. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs Linux' signals")
  void killedItComesToTheSameBytes() throws Exception {
    for (String step : List.of("step-1", "step-2")) {
      PareProcess process = PareProcess.start(List.of(), command("out"));
      awaitText(process, temp.resolve(".out.state").resolve(step));
      process.signal("KILL");
      assertEquals(128 + 9, process.await().exit());
      assertFalse(Files.exists(temp.resolve("out")));
    }
    PareRun.of(command("out").toArray()).succeeded();
    PareRun.of(command("alone").toArray()).succeeded();
    for (String file : List.of("model.safetensors", "config.json")) {
      assertArrayEquals(
          Files.readAllBytes(temp.resolve("alone").resolve(file)),
          Files.readAllBytes(temp.resolve("out").resolve(file)),
          file);
    }
    assertEquals(Set.of("model", "recipe.yaml", "out", "alone"), Set.of(temp.toFile().list()));
  }

  /** Waits until a step has kept the first of its text. */
  private static void awaitText(PareProcess process, Path step) throws Exception {
    while (!hasText(step)) {
      assertTrue(process.isAlive());
      Thread.sleep(2);
    }
  }

  private static boolean hasText(Path step) throws IOException {
    if (!Files.isDirectory(step)) {
      return false;
    }
    try (Stream<Path> files = Files.list(step)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        if (file.getFileName().toString().startsWith("generated-") && Files.size(file) > 0) {
          return true;
        }
      }
    }
    return false;
  }
}
