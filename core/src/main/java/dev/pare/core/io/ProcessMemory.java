package dev.pare.core.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** This process's and the machine's memory, as Linux counts it. */
public final class ProcessMemory {
  private static final Path PROCESS = Path.of("/proc/self/status");
  private static final Path MACHINE = Path.of("/proc/meminfo");

  private ProcessMemory() {}

  /**
   * The largest resident set so far (VmHWM), file pages included; 0 where the system does not tell.
   */
  public static long peakRssBytes() {
    return bytes(PROCESS, "VmHWM:").orElse(0);
  }

  /**
   * The anonymous part of the resident set now (RssAnon): what the process itself holds; 0 where
   * unknown.
   */
  public static long anonymousBytes() {
    return bytes(PROCESS, "RssAnon:").orElse(0);
  }

  /** What the machine can still give without swapping (MemAvailable). */
  public static OptionalLong availableBytes() {
    return bytes(MACHINE, "MemAvailable:");
  }

  private static OptionalLong bytes(Path file, String key) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // not a Linux
    }
  }
}
