package dev.pare.cli;

import dev.pare.core.PareException;
import dev.pare.models.EngineCheck;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pare doctor}: whether this machine has what Pare needs. */
@Command(
    name = "doctor",
    description = "Checks that Pare can run here, and says what it found.",
    sortOptions = false,
    footer = {"", "Example: pare doctor --json"})
final class DoctorCommand implements Runnable {
  private static final Path MEMORY = Path.of("/proc/meminfo");

  @Mixin private OutputFormat format;

  @Override
  public void run() {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("pare", Version.number());
    found.put(
        "java",
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
    found.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    found.put("cores", Runtime.getRuntime().availableProcessors());
    found.put("heapBytes", Runtime.getRuntime().maxMemory());
    memoryBytes().ifPresent(bytes -> found.put("freeMemoryBytes", bytes));
    found.put("freeDiskBytes", freeDisk(Path.of("").toAbsolutePath()));
    EngineCheck engine = EngineCheck.run();
    found.put("torch", engine.version());
    found.put("torchStartSeconds", engine.startSeconds());
    found.put("torchGigaflops", engine.gigaflops());
    StringBuilder text = new StringBuilder();
    found.forEach((key, value) -> text.append("%-18s %s%n".formatted(key, show(key, value))));
    format.print(text + "all is well\n", found);
  }

  private static String show(String key, Object value) {
    if (key.endsWith("Bytes")) {
      return Units.bytes((Long) value);
    }
    return value instanceof Double number ? "%.2f".formatted(number) : value.toString();
  }

  private static OptionalLong memoryBytes() {
    try {
      return Files.readAllLines(MEMORY).stream()
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // not a Linux
    }
  }

  private static long freeDisk(Path folder) {
    try {
      FileStore store = Files.getFileStore(folder);
      return store.getUsableSpace();
    } catch (IOException e) {
      throw PareException.unreadable(folder, e);
    }
  }
}
