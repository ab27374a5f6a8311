package dev.pare.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that is stopped, killed or starved of its state comes to the same bytes. */
class TrainingTest {
  private static final String SAVES_EACH_STEP = TinyTraining.RECIPE + "saving: {steps: 1}\n";

  @TempDir private Path one;
  @TempDir private Path two;
  private TinyTraining whole;
  private TinyTraining broken;

  /** A process that is gone: nothing of it runs any more. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  @BeforeEach
  void prepare() throws IOException {
    whole = new TinyTraining(one);
    broken = new TinyTraining(two);
  }

  private static void kill() {
    throw new Killed();
  }

  @Test
  void whatIsStoppedAfterAnyStepComesToTheSameBytes() throws IOException {
    TrainingResult result = whole.run(Progress.none(), new StopSignal()).orElseThrow();
    for (int done = 0; done < TinyTraining.STEPS; done++) {
      StopSignal stop = new StopSignal();
      stop.give();
      assertTrue(broken.run(Progress.none(), stop).isEmpty());
      assertTrue(Files.exists(broken.state()));
      assertEquals(Set.of("lines.txt", "recipe.yaml", ".out.state"), list());
    }
    TrainingResult resumed = broken.run(Progress.none(), new StopSignal()).orElseThrow();
    assertArrayEquals(whole.weights(), broken.weights());
    assertEquals(result.loss(), resumed.loss());
    assertEquals(result.heldOutLoss(), resumed.heldOutLoss());
    assertEquals(Set.of("lines.txt", "recipe.yaml", "out"), list());
  }

  /** Killed before any state, after it and some steps more, and in the middle of writing it. */
  @Test
  void whatIsKilledComesToTheSameBytes() throws IOException {
    assertTrue(whole.run(Progress.none(), new StopSignal()).isPresent());
    Progress atOne = TinyTraining.at(1, TrainingTest::kill);
    assertThrows(Killed.class, () -> broken.run(atOne, new StopSignal()));
    assertFalse(Files.exists(broken.state()));
    Progress atThree = TinyTraining.at(3, TrainingTest::kill);
    assertThrows(Killed.class, () -> broken.run(SAVES_EACH_STEP, atThree, new StopSignal()));
    assertTrue(Files.exists(broken.state()));
    Files.write(two.resolve(".out.state.partial"), new byte[] {0, 1, 2});
    Progress atTwo = TinyTraining.at(2, TrainingTest::kill);
    assertThrows(Killed.class, () -> broken.run(atTwo, new StopSignal()));
    assertTrue(broken.run(Progress.none(), new StopSignal()).isPresent());
    assertArrayEquals(whole.weights(), broken.weights());
    assertEquals(Set.of("lines.txt", "recipe.yaml", "out"), list());
  }

  private Set<String> list() {
    return Set.of(two.toFile().list());
  }

  @Test
  void theStateOfAnotherTrainingIsRefused() throws IOException {
    stopOnce();
    String other = TinyTraining.RECIPE.replace("rate: 0.01", "rate: 0.02");
    assertRefused(other, "is of a training with another recipe, model or data");
    String seed = TinyTraining.RECIPE.replace("seed: 4", "seed: 5");
    assertRefused(seed, "is of a training with another recipe, model or data");
    Files.writeString(two.resolve("lines.txt"), "other text\n".repeat(30));
    assertRefused(TinyTraining.RECIPE, "is of a training with another recipe, model or data");
  }

  @Test
  void aDamagedStateIsRefused() throws IOException {
    stopOnce();
    byte[] state = Files.readAllBytes(broken.state());
    for (int at : new int[] {3, 40, state.length / 2, state.length - 1}) {
      byte[] flipped = state.clone();
      flipped[at] ^= 4;
      Files.write(broken.state(), flipped);
      assertRefused(TinyTraining.RECIPE, "");
    }
    for (int length : new int[] {0, 7, 500, state.length - 1}) {
      Files.write(broken.state(), Arrays.copyOf(state, length));
      assertRefused(TinyTraining.RECIPE, "is damaged; remove it to begin anew");
    }
    Files.write(broken.state(), state);
    assertTrue(broken.run(Progress.none(), new StopSignal()).isPresent());
  }

  private void stopOnce() throws IOException {
    StopSignal stop = new StopSignal();
    stop.give();
    broken.run(Progress.none(), stop);
  }

  private void assertRefused(String recipe, String why) {
    PareException e =
        assertThrows(
            PareException.class, () -> broken.run(recipe, Progress.none(), new StopSignal()));
    assertTrue(e.getMessage().startsWith(broken.state() + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(why), e.getMessage());
    assertFalse(Files.exists(broken.output()));
  }

  @Test
  void aLossThatIsNoNumberEndsTheRunAndLeavesNoModel() {
    String wild = TinyTraining.RECIPE.replace("rate: 0.01", "rate: 10\nclip: 1e9\ndecay: 10");
    PareException e =
        assertThrows(
            PareException.class,
            () ->
                whole.run(
                    wild.replace("steps: 8", "steps: 300"), Progress.none(), new StopSignal()));
    assertTrue(e.getMessage().matches("(?s)step \\d+: the .* is (NaN|Infinity) at .*"));
    assertTrue(e.getMessage().contains("set a lower rate"), e.getMessage());
    assertFalse(Files.exists(whole.output()));
  }

  @Test
  void theOutputTellsWhatItIsOf() throws IOException {
    assertTrue(whole.run(Progress.none(), new StopSignal()).isPresent());
    try (Checkpoint made = Checkpoints.open(whole.output())) {
      List<AppliedStep> history = made.history();
      assertEquals(1, history.size());
      assertEquals("train", history.get(0).kind());
      assertEquals("full", history.get(0).method());
      assertEquals(8L, history.get(0).settings().get("steps"));
      assertEquals(0.05, history.get(0).settings().get("decay"));
    }
    JsonObject training = Json.readObject(whole.output().resolve("training.json"));
    assertEquals(Set.of("settings", "tokens", "seconds", "curve"), training.keys());
    assertEquals(8L * 2 * 2 * 24, training.requireInteger("tokens"));
    List<JsonObject> curve = training.objects("curve");
    assertEquals(TinyTraining.STEPS, curve.size());
    for (int i = 0; i < TinyTraining.STEPS; i++) {
      JsonObject point = curve.get(i);
      assertEquals(i + 1, point.requireInteger("step"));
      assertEquals(96L * (i + 1), point.requireInteger("tokens"));
      boolean evaluated = (i + 1) % 3 == 0 || i + 1 == TinyTraining.STEPS;
      assertEquals(evaluated, point.has("heldOutLoss"));
      for (String key : List.of("loss", "learningRate", "gradientNorm", "tokensPerSecond")) {
        assertTrue(point.number(key).orElseThrow() > 0, key);
      }
    }
    double first = curve.get(0).number("loss").orElseThrow();
    assertEquals(Math.log(280), first, 0.2);
    assertTrue(curve.get(TinyTraining.STEPS - 1).number("loss").orElseThrow() < first - 0.1);
  }
}
