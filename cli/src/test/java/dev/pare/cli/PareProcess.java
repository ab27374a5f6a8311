package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command line in a process of its own, for what only a whole process can show. */
final class PareProcess {
  private static final long TIMEOUT_SECONDS = 120;

  /** Ctrl-C must not be ignored, as it is by what a shell starts in the background. */
  private static final List<String> LISTENING = List.of("env", "--default-signal=INT");

  private final Process process;
  private final Path stdout;
  private final Path stderr;

  private PareProcess(Process process, Path stdout, Path stderr) {
    this.process = process;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /** The words that run pare in a JVM with {@code jvmOptions}. */
  static List<String> command(List<String> jvmOptions, Object... arguments) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", classPath, Main.class.getName()));
    command.addAll(List.of(PareRun.strings(arguments)));
    return command;
  }

  static PareProcess start(List<String> jvmOptions, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(LISTENING);
    command.addAll(command(jvmOptions, arguments));
    return start(command);
  }

  /** Starts any command that runs {@link #command} in the end. */
  static PareProcess start(List<String> command) throws IOException {
    return startIn(Path.of("").toAbsolutePath(), command);
  }

  static PareProcess startIn(Path folder, List<String> command) throws IOException {
    Path stdout = Files.createTempFile("pare", ".out");
    Path stderr = Files.createTempFile("pare", ".err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile())
            .start();
    return new PareProcess(process, stdout, stderr);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it has computed so far. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1000.0;
  }

  /** Sends a signal by its short name. */
  void signal(String name) throws IOException, InterruptedException {
    String[] kill = {"kill", "-" + name, String.valueOf(process.pid())};
    assertTrue(new ProcessBuilder(kill).start().waitFor() == 0, "kill -" + name);
  }

  /** A line of /proc/PID/status in kB; 0 once the process has ended. */
  long statusKilobytes(String key) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith(key + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Waits for its end. */
  PareRun await() throws IOException, InterruptedException {
    try {
      assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "still running");
      return new PareRun(
          process.exitValue(),
          Files.readString(stdout, StandardCharsets.UTF_8),
          Files.readString(stderr, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
      Files.delete(stdout);
      Files.delete(stderr);
    }
  }
}
