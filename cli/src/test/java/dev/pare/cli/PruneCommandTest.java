package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A random model pruned, and what the other commands make of it. */
class PruneCommandTest {
  @TempDir private Path temp;
  private Path model;
  private Path text;

  @BeforeEach
  void write() throws IOException {
    model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    text = Files.writeString(temp.resolve("text"), "A cat sat.\n\nThe dog ran away.\n");
  }

  private Path pruned(String name, String option) {
    Path out = temp.resolve(name);
    PareRun.of("prune", model, "-o", out, option).succeeded();
    return out;
  }

  private double perplexity(Path of) {
    return PareRun.of("perplexity", of, "--text", text, "--each-line", "--json")
        .json()
        .number("perplexity")
        .orElseThrow();
  }

  @Test
  void pruneInspectPerplexity() {
    Path out = temp.resolve("out");
    JsonObject made = PareRun.of("prune", model, "-o", out, "--sparsity", 0.5, "--json").json();
    JsonObject seen = PareRun.of("inspect", out, "--json").json();
    assertEquals(made.requireInteger("bytes"), seen.requireInteger("bytes"));
    assertTrue(made.requireInteger("bytes") < made.requireInteger("bytesBefore"));
    JsonObject step = seen.objects("history").get(0);
    assertEquals("prune", step.requireString("kind"));
    assertEquals("magnitude", step.requireString("method"));
    assertEquals(0.5, step.requireObject("settings").number("sparsity").orElseThrow());
    assertTrue(PareRun.of("inspect", out).succeeded().stdout().contains("f32 sparse"));
    assertTrue(perplexity(out) > 1);
  }

  /** The same zeros in a sparse form and in a dense one are the same model. */
  @Test
  void itsFormChangesNothing() throws IOException {
    for (String option : List.of("--sparsity=0.3", "--pattern=1:2")) {
      Path sparse = pruned("sparse" + option.replaceAll("\\W", "-"), option);
      Path recipe =
          Files.writeString(
              temp.resolve("cast.yaml"), "version: 1\nsteps:\n  - quantize: cast\n    type: f32\n");
      Path dense = temp.resolve("dense-" + sparse.getFileName());
      PareRun run = PareRun.of("compress", sparse, "-o", dense, "--recipe", recipe).succeeded();
      assertTrue(run.stderr().contains("weights are no smaller than before"), run.stderr());
      double expected = perplexity(dense);
      assertEquals(expected, perplexity(sparse), 1e-6 * expected);
    }
  }

  @Test
  void pruneThenQuantizeKeepsTheHistoryAndTheZeros() throws IOException {
    Path recipe =
        Files.writeString(
            temp.resolve("recipe.yaml"),
            """
            version: 1
            steps:
              - prune: magnitude
                sparsity: 0.75
              - quantize: rtn
                bits: 8
                group: channel
            """);
    Path out = temp.resolve("out");
    PareRun.of("compress", model, "-o", out, "--recipe", recipe).succeeded();
    JsonObject seen = PareRun.of("inspect", out, "--json").json();
    assertEquals(
        List.of("prune", "quantize"),
        seen.objects("history").stream().map(step -> step.requireString("kind")).toList());
    String stored = PareRun.of("inspect", out).succeeded().stdout();
    assertTrue(stored.contains("int8 channel sparse"), stored);
    Path file = temp.resolve("model.gguf");
    PareRun exported =
        PareRun.of(
            "export", out, "--format", "gguf", "--type", "F16", "--no-tokenizer", "-o", file);
    assertEquals(0, exported.exit(), exported.stderr());
  }

  @Test
  void whatIsNoSmallerIsSaidSo() {
    PareRun run =
        PareRun.of("prune", model, "-o", temp.resolve("out"), "--sparsity", 0.01).succeeded();
    assertTrue(
        run.stderr().contains("prune magnitude: 14 of 14 weights are no smaller than before"),
        run.stderr());
  }

  /** On text that the model writes itself. */
  @Test
  void aModelWithoutABlockIsAModel() {
    Path out = temp.resolve("out");
    JsonObject made =
        PareRun.of(
                "prune",
                model,
                "-o",
                out,
                "--method",
                "depth",
                "--blocks",
                1,
                "--calibration",
                "generated",
                "--samples",
                5,
                "--length",
                20,
                "--json")
            .json();
    assertTrue(made.requireInteger("bytes") < 0.8 * made.requireInteger("bytesBefore"));
    JsonObject step = PareRun.of("inspect", out, "--json").json().objects("history").get(0);
    assertEquals("depth", step.requireString("method"));
    assertEquals(1, Json.readObject(out.resolve("config.json")).requireInt("num_hidden_layers", 1));
    assertTrue(perplexity(out) > 1);
    Path file = temp.resolve("model.gguf");
    PareRun.of("export", out, "--format", "gguf", "--type", "F16", "--no-tokenizer", "-o", file)
        .succeeded();
  }

  @Test
  void blocksMayLoseUnlikeShares() {
    Path out = temp.resolve("out");
    PareRun run =
        PareRun.of(
                "prune",
                model,
                "-o",
                out,
                "--method",
                "wanda",
                "--sparsity",
                0.5,
                "--ratios",
                "owl",
                "--calibration",
                "generated",
                "--samples",
                5,
                "--length",
                20)
            .succeeded();
    assertTrue(run.stderr().contains("; sparsity 0."), run.stderr());
    assertTrue(perplexity(out) > 1);
  }

  @Test
  void aPatternThatDoesNotDivideTheRowsIsRefusedByName() {
    String failure =
        PareRun.of("prune", model, "-o", temp.resolve("out"), "--pattern", "2:4").failure(1);
    assertTrue(failure.contains("o_proj.weight: has rows of 30 weights, which 2:4"), failure);
  }
}
