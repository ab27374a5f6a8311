package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pare demo} on a model that knows nothing, with the few questions that seconds allow. */
class DemoTest {
  @TempDir private static Path models;
  private static Path model;

  @TempDir private Path temp;

  @BeforeAll
  static void write() {
    Map<String, Object> longer = Map.of("max_position_embeddings", 1024L);
    model = SmallModel.write(SmallModel.checkpoint(longer), models.resolve("small"));
  }

  private static PareRun demo(Object... arguments) {
    Object[] few = {"demo", model, "--limit", 3, "--threads", 1, List.of(arguments)};
    return PareRun.of(few);
  }

  @Test
  void printsOneTableAndWhatFollows() {
    String text = demo().succeeded().stdout();
    List<String> lines = text.lines().toList();
    assertEquals("rtn dense 8 bits 4 bits 3 bits 2 bits", lines.get(0).replaceAll(" +", " "));
    List<String> labels =
        List.of(
            "size", "bits a weight", "perplexity", "KL", "factoid-qa, n = 3", "multiple-choice");
    for (int i = 0; i < labels.size(); i++) {
      assertTrue(lines.get(1 + i).startsWith(labels.get(i)), lines.get(1 + i));
    }
    assertTrue(lines.get(3).matches("perplexity +[\\d.,]+ .* (yes|no|\\?)"), lines.get(3));
    for (String block :
        List.of(
            "gptq dense 3 bits 2 bits", "kmeans dense 3 bits 2 bits", "wanda dense 30 % 50 %")) {
      assertTrue(lines.stream().anyMatch(l -> l.replaceAll(" +", " ").equals(block)), text);
    }
    assertTrue(text.matches("(?s).*\nno longer matches at +rtn +gptq +kmeans +wanda\n.*"), text);
    assertTrue(text.matches("(?s).*\nfactoid-qa +– +– +– +–\n.*"), text);
    assertTrue(text.contains("\nrtn: "), text);
    assertTrue(text.contains("\nAt 3 bits (bits a weight in all) perplexity "), text);
    assertTrue(text.contains("\nSmallest before anything is shown to leave "), text);
    assertFalse(text.contains("NaN"), text);
  }

  @Test
  void keepsModelsAndResultsThatOtherCommandsTake() {
    Path out = temp.resolve("out");
    JsonObject json = demo("--json", "--seed", 1, "-o", out).json();
    assertEquals(json.values(), Json.readObject(out.resolve("demo.json")).values());
    for (String key :
        "model suite seed limit threads dense variants findings comparisons smallest seconds peakRssBytes"
            .split(" ")) {
      assertTrue(json.has(key), key);
    }
    assertEquals(10, json.objects("variants").size());
    for (JsonObject variant : json.objects("variants")) {
      Path kept = out.resolve(variant.requireString("output"));
      JsonObject inspected = PareRun.of("inspect", kept, "--json").json();
      assertEquals(inspected.requireInteger("bytes"), variant.requireInteger("bytes"));
      Path answers = kept.resolveSibling(kept.getFileName() + ".json");
      PareRun.of("study", "facts", answers).succeeded();
    }
    assertEquals(Set.of("out"), Set.of(temp.toFile().list()));
    String again = demo("-o", out).failure(Main.FAILED);
    assertTrue(again.endsWith("out: exists already; choose another name"), again);
  }

  @Test
  void wrongUsageAndNoModelAreOneLine() {
    String none = demo("--limit", 0).failure(Main.WRONG_USAGE);
    assertTrue(none.contains("'--limit'"), none);
    String failure = PareRun.of("demo", temp.resolve("none")).failure(Main.FAILED);
    assertTrue(failure.contains("no such model"), failure);
  }
}
