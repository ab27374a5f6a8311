package dev.pare.core.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** This process's memory as Linux counts it; 0 on other systems. */
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** The largest resident set so far (VmHWM), file pages included. */
  public static long peakRssBytes() {
    return bytes("VmHWM:");
  }

  /** The anonymous part of the resident set now (RssAnon): what the process itself holds. */
  public static long anonymousBytes() {
    return bytes("RssAnon:");
  }

  private static long bytes(String key) {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      List<String> lines = Files.readAllLines(STATUS);
      return lines.stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
