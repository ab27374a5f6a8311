package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Disks that are full, fill up, or cannot be written: small ones of their own, mounted in a
 * namespace of the process.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs Linux' mount namespaces")
class DiskTest {
  private static final int PAGE_KB = 4; // what a disk of this kind gives out at a time
  private static final int NO_MOUNT = 77;

  /** Mounts $1 on $2, runs the rest, lists what is there in the end. */
  private static final String ON_DISK =
      "options=$1; disk=$2; shift 2; mount -t tmpfs -o \"$options\" tmpfs \"$disk\" || exit "
          + NO_MOUNT
          + "; \"$@\"; code=$?; ls -A \"$disk\"; exit $code";

  @TempDir private Path temp;
  private Path model;
  private Path disk;

  @BeforeEach
  void write() throws IOException {
    model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    disk = Files.createDirectory(temp.resolve("disk"));
  }

  @Test
  void aSmallDiskIsRefusedBeforeAnyWork() throws Exception {
    PareRun run = quantizeOn("size=16k");
    String failure = run.failure(Main.FAILED);
    assertTrue(
        failure.matches(".*/disk/out: needs \\d+ kB of space where 16 kB are free.*"), failure);
    assertEquals("", run.stderr().replace("pare: " + failure + "\n", ""), "nothing else is said");
  }

  /** The check counts weights and what goes along; the small files on top fill the disk. */
  @Test
  void aDiskThatFillsUpHoldsTheWholeModelOrNothing() throws Exception {
    Pattern full =
        Pattern.compile(
            "\\Q" + disk + "\\E/\\.out\\.partial/(.*): cannot be written \\(No space .*");
    Set<String> filled = new TreeSet<>();
    int kilobytes = 28;
    PareRun run = quantizeOn("size=" + kilobytes + "k");
    while (run.exit() != 0) {
      String failure = run.failure(Main.FAILED);
      Matcher matcher = full.matcher(failure);
      if (matcher.matches()) {
        filled.add(matcher.group(1));
      } else {
        assertTrue(failure.contains(" of space where "), failure);
      }
      kilobytes += PAGE_KB;
      run = quantizeOn("size=" + kilobytes + "k");
    }
    assertTrue(run.stdout().endsWith("}\nout\n"), run.stdout());
    assertTrue(filled.size() > 1 && filled.contains("pare.json"), filled::toString);
  }

  @Test
  void aFailureAmongTheWeightsEndsTheRun() throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 40; exec \"$@\"", "sh"));
    command.addAll(
        PareProcess.command(
            List.of("-XX:-UsePerfData"), "quantize", model, "-o", disk.resolve("out")));
    String failure = PareProcess.start(command).await().failure(Main.FAILED);
    assertTrue(failure.contains("model.safetensors: cannot be written (File too large)"), failure);
    assertEquals(0, disk.toFile().list().length);
  }

  @Test
  void aFileThatTheDiskCannotHoldIsRefusedBeforeAnyWork() throws Exception {
    String failure = exportOn("size=16k").failure(Main.FAILED);
    assertTrue(
        failure.matches(".*/disk/out.gguf: needs \\d+ kB of space where 16 kB are free.*"),
        failure);
  }

  @Test
  void aFileThatStopsHalfWayIsRemoved() throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 40; exec \"$@\"", "sh"));
    command.addAll(exportCommand(List.of("-XX:-UsePerfData")));
    String failure = PareProcess.start(command).await().failure(Main.FAILED);
    assertTrue(failure.contains(".out.gguf.partial: cannot be written (File too large)"), failure);
    assertEquals(0, disk.toFile().list().length);
  }

  private List<String> exportCommand(List<String> jvmOptions) {
    return PareProcess.command(
        jvmOptions,
        List.of("export", model, "--format", "gguf", "--no-tokenizer"),
        List.of("-o", disk.resolve("out.gguf")));
  }

  private PareRun exportOn(String mountOptions) throws Exception {
    return runOn(mountOptions, exportCommand(List.of()));
  }

  @Test
  void aResultThatStdoutCannotTakeIsAFailure() throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh"));
    command.addAll(PareProcess.command(List.of(), "inspect", model));
    String failure = PareProcess.start(command).await().failure(Main.FAILED);
    assertTrue(failure.startsWith("stdout: cannot be written"), failure);
  }

  @Test
  void aReadOnlyDiskIsNamed() throws Exception {
    String failure = quantizeOn("size=1m,ro").failure(Main.FAILED);
    assertTrue(failure.startsWith(disk + "/out: cannot be written ("), failure);
    assertTrue(failure.contains("Read-only file system"), failure);
  }

  /** Quantizes to a disk of its own; the names left on it stand on stdout, after any result. */
  private PareRun quantizeOn(String mountOptions) throws Exception {
    return runOn(
        mountOptions,
        PareProcess.command(List.of(), "quantize", model, "-o", disk.resolve("out"), "--json"));
  }

  private PareRun runOn(String mountOptions, List<String> pare) throws Exception {
    List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", ON_DISK, "sh"));
    command.addAll(List.of(mountOptions, disk.toString()));
    command.addAll(pare);
    PareRun run = PareProcess.start(command).await();
    assumeTrue(
        run.exit() != NO_MOUNT && !run.stderr().contains("unshare"),
        () -> "needs to mount a disk: " + run.stderr());
    return run;
  }
}
