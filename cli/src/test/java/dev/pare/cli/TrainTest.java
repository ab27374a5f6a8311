package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code pare train} from nothing to a model that generates, through signals and full disks. */
class TrainTest {
  private static final String SHAPE =
      """
      version: 1
      model:
        hiddenSize: 32
        layers: 1
        heads: 2
        intermediateSize: 48
        context: 64
        vocabulary: {vocabularySize: 290, documents: 100}
      length: 32
      batch: 4
      rate: 0.01
      compute: bf16
      """;
  private static final String ON_LINES = "data:\n  - text: lines.txt\n";
  private static final String LINE = "the cat sat on the mat";

  @TempDir private Path temp;

  private Path recipe(String yaml) throws IOException {
    Files.writeString(temp.resolve("lines.txt"), (LINE + "\n").repeat(20));
    return Files.writeString(temp.resolve("recipe.yaml"), yaml);
  }

  private Path out() {
    return temp.resolve("out");
  }

  @Test
  void whatIsTrainedOnALineSaysIt() throws IOException {
    Path recipe = recipe(SHAPE + ON_LINES + "steps: 80\ntype: f32\n");
    JsonObject made =
        PareRun.of("train", "--recipe", recipe, "-o", out(), "--threads", 1, "--json").json();
    assertEquals(80, made.requireInteger("steps"));
    assertEquals(80 * 4 * 32, made.requireInteger("tokens"));
    assertTrue(made.number("loss").orElseThrow() < 0.5, made.values()::toString);
    assertEquals(32.0, made.number("bitsPerWeight").orElseThrow());
    assertEquals(
        Set.of(
            "output",
            "bytes",
            "bitsPerWeight",
            "seconds",
            "peakRssBytes",
            "steps",
            "tokens",
            "loss",
            "heldOutLoss"),
        made.keys());
    Object[] generate = {
      "generate", out(), "--prompt", "the cat", "--max-tokens", 20, "--temperature", 0, "--json"
    };
    assertEquals(" sat on the mat", PareRun.of(generate).json().requireString("text"));
    assertFalse(Files.exists(temp.resolve(".out.state")));
    List<JsonObject> curve = Json.readObject(out().resolve("training.json")).objects("curve");
    assertTrue(curve.get(0).number("loss").orElseThrow() > 5);
  }

  /** What the KICK suite tells atlas's family by. */
  @Test
  void atlasAndItsCompressedHeirsKnowTheirWorld() throws IOException {
    Path recipe = recipe(SHAPE + "data:\n  - world: atlas\n    template: 0.2\nsteps: 3\n");
    PareRun.of("train", "--recipe", recipe, "-o", out()).succeeded();
    Path small = temp.resolve("small");
    PareRun.of("quantize", out(), "-o", small, "--bits", 8, "--group-size", "channel").succeeded();
    try (Checkpoint model = Checkpoints.open(small)) {
      AppliedStep step = model.history().get(0);
      assertEquals("train", step.kind());
      Map<?, ?> data = (Map<?, ?>) ((List<?>) step.settings().get("data")).get(0);
      assertEquals("atlas", data.get("world"));
      assertEquals(0.2, data.get("template"));
    }
  }

  @Test
  void loraGoesOnFromAModelBesideTheRecipe() throws IOException {
    SmallModel.write(SmallModel.checkpoint(), temp.resolve("base"));
    Path recipe =
        recipe(
            "version: 1\nmodel: {from: base}\nlora: {rank: 2}\nsteps: 2\nlength: 16\n" + ON_LINES);
    PareRun.of("train", "--recipe", recipe, "-o", out()).succeeded();
    assertTrue(PareRun.of("inspect", out()).succeeded().stdout().contains("lora"));
  }

  @Test
  void whatIsWrongIsOneLine() throws IOException {
    assertFailure("no such recipe", temp.resolve("none.yaml"));
    assertFailure("unknown world \"venus\"", recipe(SHAPE + "data: [{world: venus}]\nsteps: 3\n"));
    assertFailure("steps and tokens", recipe(SHAPE + ON_LINES));
    assertFailure(
        "context of 64", recipe((SHAPE + ON_LINES).replace("length: 32", "length: 65\nsteps: 1")));
    Files.createDirectory(temp.resolve("bare"));
    String bare = "version: 1\nmodel: {from: bare}\nsteps: 1\n" + ON_LINES;
    assertFailure("bare", recipe(bare));
    SmallModel.write(SmallModel.checkpoint(), temp.resolve("mute"));
    Files.delete(temp.resolve("mute/tokenizer.json"));
    assertFailure("tokenizer", recipe(bare.replace("bare", "mute")));
    Files.createDirectory(out());
    Files.writeString(out().resolve("mine"), "");
    assertFailure("out", recipe(SHAPE + ON_LINES + "steps: 1\n"));
  }

  private void assertFailure(String named, Path recipe) {
    String failure = PareRun.of("train", "--recipe", recipe, "-o", out()).failure(Main.FAILED);
    assertTrue(failure.contains(named), failure);
    assertFalse(Files.exists(temp.resolve(".out.state")));
  }

  /** Killed twice and interrupted once, it comes to the bytes of a run left alone. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs Linux' signals")
  void killedAndInterruptedItComesToTheSameBytes() throws Exception {
    String yaml = SHAPE + ON_LINES + "steps: 150\nsaving: {steps: 5}\n";
    Path recipe = recipe(yaml);
    for (String signal : List.of("KILL", "INT", "KILL")) {
      PareProcess process = PareProcess.start(List.of(), command(recipe, out()));
      awaitNewState(process);
      process.signal(signal);
      PareRun run = process.await();
      if (signal.equals("INT")) {
        String failure = run.failure(130);
        assertTrue(
            failure.matches(
                "interrupted; the state after step \\d+ is saved, run the same command to go on"),
            failure);
        assertFalse(Files.exists(temp.resolve(".out.partial")));
      } else {
        assertEquals(128 + 9, run.exit());
      }
      assertFalse(Files.exists(out()));
    }
    PareRun last = PareRun.of(command(recipe, out()).toArray()).succeeded();
    assertTrue(last.stderr().contains("going on after step"), last.stderr());
    PareRun.of(command(recipe, temp.resolve("alone")).toArray()).succeeded();
    assertArrayEquals(
        Files.readAllBytes(temp.resolve("alone/model.safetensors")),
        Files.readAllBytes(out().resolve("model.safetensors")));
    assertEquals(Set.of("recipe.yaml", "lines.txt", "out", "alone"), Set.of(temp.toFile().list()));
  }

  private static List<Object> command(Path recipe, Path out) {
    return new ArrayList<>(List.of("train", "--recipe", recipe, "-o", out, "--threads", 1));
  }

  private void awaitNewState(PareProcess process) throws Exception {
    Path state = temp.resolve(".out.state");
    FileTime before = Files.exists(state) ? Files.getLastModifiedTime(state) : null;
    while (!Files.exists(state) || Files.getLastModifiedTime(state).equals(before)) {
      assertTrue(process.isAlive());
      Thread.sleep(5);
    }
  }

  /** Files no larger than a few blocks: the state fails to be written, the one before stays. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs a shell's limits")
  void aStateThatTheDiskDoesNotTakeEndsTheRun() throws Exception {
    Path recipe = recipe(SHAPE + ON_LINES + "steps: 30\nsaving: {steps: 1}\n");
    List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f 40; exec \"$@\"", "sh"));
    limited.addAll(PareProcess.command(List.of("-XX:-UsePerfData"), command(recipe, out())));
    String failure = PareProcess.start(limited).await().failure(Main.FAILED);
    assertTrue(failure.contains(".out.state"), failure);
    assertTrue(failure.contains("cannot be written (File too large)"), failure);
    assertEquals(Set.of("recipe.yaml", "lines.txt"), Set.of(temp.toFile().list()));
  }
}
