package dev.pare.bench;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One run of a command as a whole process, memory as Linux counts it.
 *
 * @param cpuSeconds user and system, to within a sampling interval
 * @param peakRssBytes VmHWM
 * @param peakAnonymousBytes the largest RssAnon seen, sampled every {@value #SAMPLE_MILLIS} ms
 */
record ProcessMeasure(
    double seconds, double cpuSeconds, long peakRssBytes, long peakAnonymousBytes) {
  private static final int SAMPLE_MILLIS = 10;

  static ProcessMeasure of(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("command", ".log");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    long peak = 0;
    long anonymous = 0;
    Duration cpu = Duration.ZERO;
    while (process.isAlive()) {
      peak = Math.max(peak, bytes(status, "VmHWM:"));
      anonymous = Math.max(anonymous, bytes(status, "RssAnon:"));
      cpu = process.info().totalCpuDuration().orElse(cpu);
      Thread.sleep(SAMPLE_MILLIS);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.waitFor() != 0) {
      throw new PareException(command.get(0), "failed", "see " + log);
    }
    Files.delete(log);
    return new ProcessMeasure(seconds, cpu.toMillis() / 1e3, peak, anonymous);
  }

  static double median(List<ProcessMeasure> runs, ToDoubleFunction<ProcessMeasure> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
  }

  /** Medians and extremes of repeated runs, for a report. */
  static Map<String, Object> summary(List<ProcessMeasure> runs) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("medianSeconds", median(runs, ProcessMeasure::seconds));
    summary.put("medianCpuSeconds", median(runs, ProcessMeasure::cpuSeconds));
    summary.put(
        "maxPeakRssBytes", runs.stream().mapToLong(ProcessMeasure::peakRssBytes).max().orElse(0));
    summary.put(
        "maxPeakAnonymousBytes",
        runs.stream().mapToLong(ProcessMeasure::peakAnonymousBytes).max().orElse(0));
    summary.put("seconds", runs.stream().map(ProcessMeasure::seconds).toList());
    summary.put("cpuSeconds", runs.stream().map(ProcessMeasure::cpuSeconds).toList());
    return summary;
  }

  private static long bytes(Path status, String key) {
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // the process has just ended
    }
  }
}
