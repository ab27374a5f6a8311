package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process shows: its exit code, signals, memory, and the whole of its output. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs Linux' signals and /proc")
class ProcessTest {
  private static final long HEAP_MB = 64;
  private static final long RESIDENT_MB = 250;

  @TempDir private static Path models;
  private static Path big;
  private static Path small;

  @TempDir private Path temp;

  @BeforeAll
  static void write() {
    big = BigModel.write(models.resolve("big"));
    small = SmallModel.write(SmallModel.checkpoint(), models.resolve("small"));
  }

  @Test
  void ctrlCLeavesNothing() throws Exception {
    PareProcess process = quantizeBig();
    process.signal("INT");
    assertEquals("interrupted; nothing unfinished was left behind", process.await().failure(130));
    assertEquals(Set.of(), list());
  }

  /** A run that encodes for seconds; a file is unlike a folder in how it is made and removed. */
  @Test
  void ctrlCLeavesNoFile() throws Exception {
    Path out = temp.resolve("out.gguf");
    PareProcess process =
        PareProcess.start(
            List.of(),
            List.of("export", big, "--format", "gguf", "--no-tokenizer", "--type", "Q2_K"),
            List.of("-o", out, "--threads", 1));
    Path partial = temp.resolve(".out.gguf.partial");
    while (!Files.exists(partial) || Files.size(partial) < 1_000_000) {
      assertTrue(process.isAlive());
      Thread.sleep(5);
    }
    process.signal("INT");
    assertEquals("interrupted; nothing unfinished was left behind", process.await().failure(130));
    assertEquals(Set.of(), list());
  }

  /** libtorch computes while the signal comes, in this run for minutes. */
  @Test
  void ctrlCEndsAComputation() throws Exception {
    Path text = Files.writeString(temp.resolve("text"), "a b c d e\n".repeat(400_000));
    PareProcess process = PareProcess.start(List.of(), "perplexity", small, "--text", text);
    while (process.cpuSeconds() < 4) {
      assertTrue(process.isAlive());
      Thread.sleep(20);
    }
    process.signal("INT");
    assertEquals("interrupted; nothing unfinished was left behind", process.await().failure(130));
  }

  /** Neither what is in the making nor what is temporary. */
  @Test
  void ctrlCLeavesNothingOfADemo() throws Exception {
    Path model =
        SmallModel.write(
            SmallModel.checkpoint(Map.of("max_position_embeddings", 1024L)),
            models.resolve("longer"));
    Path temporary = Files.createDirectory(temp.resolve("tmp"));
    PareProcess process =
        PareProcess.start(
            List.of("-Djava.io.tmpdir=" + temporary), "demo", model, "-o", temp.resolve("out"));
    while (process.cpuSeconds() < 6 || !Files.exists(temp.resolve(".out.partial/rtn-8-bits"))) {
      assertTrue(process.isAlive());
      Thread.sleep(20);
    }
    process.signal("INT");
    PareRun run = process.await();
    assertEquals(130, run.exit(), run::toString);
    assertTrue(run.stderr().endsWith("interrupted; nothing unfinished was left behind\n"));
    assertEquals(Set.of("tmp"), list());
    assertEquals(List.of(), List.of(temporary.toFile().list()));
  }

  @Test
  void aKilledRunLeavesNoModelAndTheNextOneCleansUp() throws Exception {
    PareProcess process = quantizeBig();
    process.signal("KILL");
    assertEquals(128 + 9, process.await().exit());
    assertEquals(Set.of(".out.partial", ".out.lock"), list());
    PareRun.of("quantize", small, "-o", temp.resolve("out")).succeeded();
    assertEquals(Set.of("out"), list());
  }

  @Test
  void memoryIsBoundedWhateverTheModel() throws Exception {
    assertTrue(Files.size(big.resolve("model.safetensors")) > 300_000_000);
    PareProcess process =
        PareProcess.start(
            List.of("-Xmx" + HEAP_MB + "m"), "quantize", big, "-o", temp.resolve("out"), "--json");
    long largest = 0;
    while (process.isAlive()) {
      largest = Math.max(largest, process.statusKilobytes("RssAnon"));
      Thread.sleep(20);
    }
    JsonObject made = process.await().json();
    long resident = largest / 1024;
    assertTrue(resident > 0 && resident < RESIDENT_MB, resident + " MB");
    assertTrue(made.requireInteger("peakRssBytes") >= resident << 20, made.values()::toString);
  }

  @Test
  void tooLittleMemoryIsOneLine() throws Exception {
    Path text = Files.writeString(temp.resolve("text"), "a b c d e\n".repeat(4_000_000));
    PareRun run =
        PareProcess.start(List.of("-Xmx16m"), "perplexity", small, "--text", text).await();
    String failure = run.failure(Main.FAILED);
    assertTrue(failure.startsWith("out of memory (Java heap space); "), failure);
  }

  @Test
  void stdoutIsTheObjectAlone() throws Exception {
    Object[] arguments = {"generate", small, "--prompt", "a", "--max-tokens", 3, "--json"};
    PareRun run = PareProcess.start(List.of(), arguments).await();
    assertEquals(3, run.json().list("tokenIds").size());
    assertEquals("", run.stderr());
  }

  @Test
  void numbersDoNotFollowTheLocale() throws Exception {
    List<String> german = List.of("-Duser.language=de", "-Duser.country=DE");
    String text = PareProcess.start(german, "inspect", small).await().succeeded().stdout();
    assertTrue(text.contains("20,736") && text.contains("32.00"), text);
  }

  @Test
  void failuresExitWithTheirCode() throws Exception {
    PareRun failed = PareProcess.start(List.of(), "inspect", temp.resolve("none")).await();
    assertTrue(failed.failure(Main.FAILED).contains("no such model"), failed.stderr());
    PareRun wrong = PareProcess.start(List.of(), "inspect").await();
    assertTrue(wrong.failure(Main.WRONG_USAGE).contains("MODEL"), wrong.stderr());
  }

  /** A run that is in the middle of its writing, and has minutes to go. */
  private PareProcess quantizeBig() throws Exception {
    Path out = temp.resolve("out");
    PareProcess process =
        PareProcess.start(
            List.of(),
            "quantize",
            big,
            "-o",
            out,
            "--bits",
            8,
            "--group-size",
            1,
            "--asymmetric",
            "--threads",
            2);
    Path weights = temp.resolve(".out.partial/model.safetensors");
    while (!Files.exists(weights) || Files.size(weights) < 1_000_000) {
      assertTrue(process.isAlive());
      Thread.sleep(5);
    }
    assertFalse(Files.exists(out));
    return process;
  }

  private Set<String> list() {
    return Set.of(temp.toFile().list());
  }
}
