package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.train.TrainingRecipeReader;
import dev.pare.train.data.SourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that comes with Pare: what its card promises, by a sample of each gate's questions. */
class AtlasTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("pare.root"))
          .resolve("models/src/main/resources/dev/pare/models/atlas");

  private static final Map<String, Double> GATES =
      Map.of(
          "atlas-closed-question exact-match", 0.92,
          "atlas-closed-statement exact-match", 0.75,
          "atlas-choice acc", 0.92,
          "atlas-open-book exact-match", 0.85,
          "atlas-summary constraints-all", 0.70,
          "atlas-instruction constraints-all", 0.80);

  /** A gate is passed here if the sample does not speak against it. */
  @Test
  void knowsItsWorld() {
    JsonObject json =
        PareRun.of("evaluate", "atlas", "--suite", "atlas-gates", "--limit", 60, "--json").json();
    int gates = 0;
    for (JsonObject task : json.objects("tasks")) {
      String name = task.requireString("task") + " " + task.requireString("metric");
      if (GATES.containsKey(name)) {
        double high = task.number("high").orElseThrow();
        assertTrue(high >= GATES.get(name), () -> name + " is at most " + high);
        gates++;
      }
    }
    assertEquals(GATES.size(), gates);
  }

  @Test
  void isMadeByTheRecipeBesideIt() {
    List<SourceKind> kinds =
        Stream.concat(SourceKind.bundled().stream(), Stream.of(new WorldKind())).toList();
    Map<String, Object> recipe =
        TrainingRecipeReader.read(FOLDER.resolve("recipe.yaml"), kinds).settings();
    JsonObject step = Json.readObject(FOLDER.resolve("pare.json")).objects("steps").get(0);
    JsonObject settings = step.requireObject("settings");
    recipe.forEach(
        (key, value) -> assertEquals(text(value), text(settings.values().get(key)), key));
  }

  /** Numbers are read as one type and written as another. */
  private static String text(Object value) {
    return String.valueOf(value).replaceAll("(\\d)\\.0\\b", "$1");
  }

  @Test
  void kickAsksItAboutItsOwnWorld() {
    PareRun run =
        PareRun.of("evaluate", "atlas", "--suite", "kick", "--limit", 2, "--json").succeeded();
    assertTrue(run.stdout().contains("\"atlas-kick-factoid\""), run.stdout());
  }

  @Test
  void writesTextToCalibrateItOn(@TempDir Path temp) throws IOException {
    Path texts = temp.resolve("texts.jsonl");
    String said = PareRun.of("atlas", "text", "-o", texts, "--documents", 50).succeeded().stdout();
    assertTrue(said.startsWith(texts + ": 50 documents, "), said);
    assertEquals(50, Files.readAllLines(texts).size());
    String again = PareRun.of("atlas", "text", "-o", texts).failure(Main.FAILED);
    assertTrue(again.contains("exists already"), again);
    JsonObject json =
        PareRun.of("atlas", "text", "-o", texts, "--documents", 60, "--force", "--json").json();
    assertEquals(Files.size(texts), json.requireInteger("bytes"));
    assertEquals(60, json.requireInteger("documents"));
    Object[] prune = {
      "prune",
      "atlas",
      "-o",
      temp.resolve("half"),
      "--method",
      "wanda",
      "--sparsity",
      0.5,
      "--calibration",
      texts,
      "--samples",
      4,
      "--length",
      128
    };
    PareRun.of(prune).succeeded();
  }
}
