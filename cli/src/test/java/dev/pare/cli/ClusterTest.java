package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.config.Family;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of codebooks: what {@code pare cluster} makes, and what the other commands make of it. */
class ClusterTest {
  private static final String WEIGHTS = "model.safetensors";

  @TempDir private Path temp;

  /** Rows of fewer than 256 weights: every weight has an entry of its own. */
  @ParameterizedTest
  @EnumSource(Family.class)
  void aCodebookWithAnEntryForEachWeightLosesNothing(Family family) throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(family), temp.resolve("model"));
    Path text = Files.writeString(temp.resolve("text"), "The dog ran away; it was late.\n");
    Path out = temp.resolve("out");
    PareRun.of("cluster", model, "-o", out, "--bits", 8, "--granularity", "channel").succeeded();
    for (JsonObject layer : layers(out)) {
      assertEquals(0, layer.number("relativeError").orElseThrow(), layer.requireString("name"));
    }
    JsonObject measured =
        PareRun.of("perplexity", out, "--text", text, "--each-line", "--baseline", model, "--json")
            .json();
    assertEquals(0, measured.number("meanKl").orElseThrow(), 1e-6);
    assertEquals(1, measured.number("topAgreement").orElseThrow());
  }

  private static List<JsonObject> layers(Path model) {
    JsonObject manifest = Json.readObject(model.resolve("pare.json"));
    return manifest.objects("steps").get(0).objects("layers");
  }

  @Test
  void theResultIsAModelWithItsHistory() {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    Path out = temp.resolve("out");
    JsonObject made =
        PareRun.of("cluster", model, "-o", out, "--bits", 3, "--granularity", "group:8", "--json")
            .json();
    JsonObject seen = PareRun.of("inspect", out, "--json").json();
    assertEquals(made.requireInteger("bytes"), seen.requireInteger("bytes"));
    JsonObject step = seen.objects("history").get(0);
    assertEquals("cluster", step.requireString("kind"));
    assertEquals("kmeans", step.requireString("method"));
    assertEquals("group:8", step.requireObject("settings").requireString("granularity"));
    assertTrue(
        seen.objects("layers").stream()
            .anyMatch(layer -> layer.strings("encodings").contains("codebook3 8 channels")),
        seen.values().toString());
    Path again = temp.resolve("again");
    PareRun.of("quantize", out, "-o", again, "--bits", 8).succeeded();
    List<JsonObject> history = PareRun.of("inspect", again, "--json").json().objects("history");
    assertEquals(
        List.of("cluster", "quantize"),
        history.stream().map(done -> done.requireString("kind")).toList());
  }

  @Test
  void theLossTellsWhatCounts() throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    Path text =
        Files.writeString(temp.resolve("text"), "The dog ran away; it was late.\n".repeat(9));
    Path out = temp.resolve("out");
    PareRun.of(
            "cluster",
            model,
            "-o",
            out,
            "--method",
            "fisher",
            "--bits",
            3,
            "--calibration",
            text,
            "--samples",
            4,
            "--length",
            20)
        .succeeded();
    JsonObject step = PareRun.of("inspect", out, "--json").json().objects("history").get(0);
    assertEquals("fisher", step.requireString("method"));
    assertEquals(14, layers(out).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensor", "channel", "group:5"})
  void sameBytesWhateverTheThreads(String granularity) throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    Path recipe =
        Files.writeString(
            temp.resolve("recipe.yaml"),
            """
            version: 1
            steps:
              - cluster: kmeans
                bits: 2
                granularity: %s
            """
                .formatted(granularity));
    Path one = clustered(model, "one", granularity, 1);
    Path three = clustered(model, "three", granularity, 3);
    Path compressed = temp.resolve("compressed");
    PareRun.of("compress", model, "-o", compressed, "--recipe", recipe).succeeded();
    byte[] bytes = Files.readAllBytes(one.resolve(WEIGHTS));
    assertArrayEquals(bytes, Files.readAllBytes(three.resolve(WEIGHTS)));
    assertArrayEquals(bytes, Files.readAllBytes(compressed.resolve(WEIGHTS)));
  }

  private Path clustered(Path model, String name, String granularity, int threads) {
    Path out = temp.resolve(name);
    PareRun.of(
            "cluster",
            model,
            "-o",
            out,
            "--bits",
            2,
            "--granularity",
            granularity,
            "--threads",
            threads)
        .succeeded();
    return out;
  }
}
