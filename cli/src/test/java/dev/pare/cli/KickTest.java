package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code pare study kick} on a model that knows nothing, and on one whose figures are known. */
class KickTest {
  private static final int CELLS = 6;

  @TempDir private static Path models;
  private static Path model;
  private static Path calibration;

  @TempDir private Path temp;

  @BeforeAll
  static void write() throws IOException {
    Map<String, Object> longer = Map.of("max_position_embeddings", 1024L);
    model = SmallModel.write(SmallModel.checkpoint(longer), models.resolve("small"));
    calibration =
        Files.writeString(models.resolve("text.txt"), "a text of some length\n".repeat(50));
  }

  private List<Object> command(String out, Object... more) {
    List<Object> command =
        new ArrayList<>(List.of("study", "kick", model, "--suite", "kick-atlas", "--threads", 1));
    command.addAll(List.of("--limit", 3, "--sparsities", "0.5", "--patterns", "1:2"));
    command.addAll(List.of("--calibration", calibration, "--samples", 4, "--length", 20));
    command.addAll(List.of("-o", temp.resolve(out), "--answers", temp.resolve("answers-" + out)));
    command.addAll(List.of(more));
    return command;
  }

  private PareRun kick(String out, Object... more) {
    return PareRun.of(command(out, more).toArray());
  }

  @Test
  void printsTablesAndWritesThemDown() throws IOException {
    PareRun run = kick("out").succeeded();
    List<String> lines = run.stdout().lines().toList();
    assertEquals("magnitude dense 50 % 1:2", lines.get(0).replaceAll(" +", " "));
    assertTrue(lines.get(2).matches("perplexity +[\\d.,]+ .* (yes|no|\\?)"), lines.get(2));
    for (String label : List.of("wanda  ", "sparsegpt  ", "factoid-qa, n = 3  ", "KL  ")) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(label)), run.stdout());
    }
    assertTrue(run.stdout().contains("\nWhere matching ends, in percent"), run.stdout());
    assertTrue(lines.stream().anyMatch(l -> l.matches("factoid-qa +– +– +–")), run.stdout());
    assertTrue(
        lines.stream().anyMatch(l -> l.matches("  not asked +Where N of 2N .*")), run.stdout());
    assertFalse(run.stdout().contains("NaN"), run.stdout());
    assertTrue(run.stderr().contains("expected: 6 of 6 cells, "), run.stderr());
    assertTrue(
        run.stderr().contains("perplexity ") && run.stderr().contains("; 6 of 6 cells done, about"),
        run.stderr());
    JsonObject json = Json.readObject(temp.resolve("out/kick.json"));
    assertEquals(CELLS, json.objects("cells").size());
    JsonObject settings = json.objects("cells").get(2).requireObject("settings");
    assertEquals(4, settings.requireInteger("samples"));
    String figure = Files.readString(temp.resolve("out/kick.svg"));
    assertTrue(figure.contains("dense is at chance") && figure.endsWith("</svg>\n"), figure);
    String again = kick("out").failure(Main.FAILED);
    assertTrue(again.endsWith("out: exists already; choose another name"), again);
  }

  @Test
  void plansAndDoesNothing() {
    JsonObject plan = kick("out", "--plan", "--json").json();
    assertEquals(CELLS, plan.requireInteger("cells"));
    assertEquals(0, plan.requireInteger("done"));
    assertEquals(Set.of("magnitude", "wanda", "sparsegpt"), plan.requireObject("left").keys());
    assertTrue(plan.number("expectedSeconds").orElseThrow() > 0);
    String text = kick("out", "--plan", "--methods", "magnitude").succeeded().stdout();
    assertTrue(text.contains("atlas-kick-factoid "), text);
    assertTrue(text.matches("(?s).*Expected: 2 of 2 cells, [\\d.]+ s of asking each.*"), text);
    assertEquals(Set.of(), Set.of(temp.toFile().list()));
  }

  /** Killed and interrupted, it comes to the figures of one run. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs Linux' signals")
  void killedAndInterruptedItComesToTheSame() throws Exception {
    int cells = 0;
    for (String signal : List.of("KILL", "INT")) {
      PareProcess process = PareProcess.start(List.of(), command("out"));
      cells = awaitCells(process, cells + 1);
      process.signal(signal);
      PareRun run = process.await();
      if (signal.equals("INT")) {
        assertEquals(130, run.exit());
        assertTrue(
            run.stderr().contains("what was done is kept, run the same command to go on"),
            run.stderr());
      }
      assertFalse(Files.exists(temp.resolve("out")));
    }
    int left = CELLS - cells();
    PareRun last = kick("out", "--json").succeeded();
    assertTrue(last.stderr().contains("expected: " + left + " of 6 cells"), last.stderr());
    assertEquals(figures(kick("alone", "--json").json()), figures(last.json()));
    assertEquals(
        Set.of("out", "alone", "answers-out", "answers-alone"), Set.of(temp.toFile().list()));
  }

  private int awaitCells(PareProcess process, int count) throws Exception {
    while (cells() < count) {
      assertTrue(process.isAlive());
      Thread.sleep(5);
    }
    assertTrue(process.isAlive());
    return cells();
  }

  private int cells() throws IOException {
    Path answers = temp.resolve("answers-out");
    if (!Files.exists(answers)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(answers)) {
      return (int)
          files.filter(file -> file.getFileName().toString().matches("kick-.*\\.json")).count();
    }
  }

  /** Without what depends on the clock. */
  private static List<Map<String, Object>> figures(JsonObject study) {
    List<Map<String, Object>> cells = new ArrayList<>();
    for (JsonObject cell : study.objects("cells")) {
      Map<String, Object> figures = new LinkedHashMap<>(cell.values());
      figures.keySet().removeAll(Set.of("pruningSeconds", "askingSeconds"));
      cells.add(figures);
    }
    return cells;
  }

  @Test
  void aPatternThatDoesNotFitIsRefusedBeforeAnythingIsDone() {
    String failure = kick("out", "--methods", "magnitude", "--patterns", "2:4").failure(1);
    assertTrue(failure.contains("has rows of 30 weights, which 2:4 does not divide"), failure);
    String text = kick("out", "--text", "letters").failure(1);
    assertTrue(text.contains("task letters: is not about whole texts"), text);
    assertEquals(Set.of(), Set.of(temp.toFile().list()));
  }

  /** What {@code pare prune} makes and {@code pare perplexity} measures, by other ways. */
  @Test
  void measuresATrainedModelAsOtherCommandsDo() throws IOException {
    Path stories = Shared.require("models/stories260K");
    List<String> beginnings =
        Files.readAllLines(Shared.require("data/tinystories/stories.txt")).stream()
            .map(line -> line.substring(0, Math.min(900, line.length())).strip())
            .toList();
    Path lines = Files.write(temp.resolve("stories.txt"), beginnings);
    Path suite =
        Files.writeString(
            temp.resolve("suite.yaml"),
            "{name: own, version: 1, families: [{name: counting, tasks:"
                + " [{task: letters, metric: acc, limit: 20}]}]}");
    Path text =
        Files.writeString(
            temp.resolve("stories.yaml"),
            "{name: stories, version: 1, data: [{format: lines, files: [stories.txt]}],"
                + " request: rolling, prompt: '{text}', metrics: [byte_likelihood]}");
    Object[] study = {
      "study",
      "kick",
      stories,
      "-o",
      temp.resolve("out"),
      "--suite",
      suite,
      "--text",
      text,
      "--methods",
      "magnitude",
      "--sparsities",
      "0.1,0.3",
      "--patterns",
      "2:4",
      "--json"
    };
    JsonObject json = PareRun.of(study).json();
    for (JsonObject cell : json.objects("cells")) {
      boolean structured = cell.has("pattern");
      Path pruned = temp.resolve("pruned-" + cell.number("sparsity").orElseThrow());
      Object amount = structured ? "--pattern=2:4" : "--sparsity=" + cell.number("sparsity").get();
      PareRun.of("prune", stories, "-o", pruned, amount).succeeded();
      JsonObject measured =
          PareRun.of(
                  "perplexity",
                  pruned,
                  "--text",
                  lines,
                  "--each-line",
                  "--json",
                  "--baseline",
                  stories)
              .json();
      JsonObject perplexity = cell.requireObject("perplexity");
      assertEquals(measured.requireInteger("tokens"), perplexity.requireInteger("tokens"));
      for (String[] keys :
          new String[][] {{"perplexity", "value"}, {"baselinePerplexity", "baselineValue"}}) {
        double expected = measured.number(keys[0]).orElseThrow();
        assertEquals(expected, perplexity.number(keys[1]).orElseThrow(), 1e-3 * expected);
      }
      double kl = measured.number("meanKl").orElseThrow();
      assertEquals(kl, cell.requireObject("kl").number("mean").orElseThrow(), 0.02 * kl + 0.0005);
    }
    JsonObject end = json.objects("ends").get(1);
    assertEquals("perplexity", end.requireString("measure"));
    assertEquals("10–30 %", end.requireString("words"));
  }
}
