package dev.pare.cli;

import dev.pare.atlas.CalibrationDocuments;
import dev.pare.atlas.Mix;
import dev.pare.atlas.World;
import dev.pare.core.PareException;
import dev.pare.core.io.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pare atlas text}: documents to calibrate on. */
@Command(
    name = "text",
    description =
        "Writes text of atlas's world to calibrate methods on, none of it asked in tests.",
    sortOptions = false,
    footer = {
      "",
      "Example: pare atlas text -o atlas-texts.jsonl",
      "Example: pare atlas text -o atlas-texts.jsonl --documents 500 --seed 7"
    })
final class AtlasTextCommand implements Runnable {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.jsonl",
      required = true,
      description = "The file to make, a document a line.")
  private Path output;

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "2000",
      description = "How many, of 39 tokens on average (default: 2000).")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Which ones; no test of the same seed is among them (default: 0).")
  private long seed;

  @Option(names = "--force", description = "Replace FILE.jsonl if it exists.")
  private boolean force;

  @Mixin private OutputFormat format;

  @Override
  public void run() {
    if (count < 1) {
      throw new WrongUsage(
          "--documents " + count + ": not a number of documents; give 1 or more", null);
    }
    if (!output.toString().endsWith(".jsonl")) {
      throw new WrongUsage("-o " + output + ": no name of JSON by lines; end it in .jsonl", null);
    }
    long bytes;
    try (OutputFile file = new OutputFile(output, force)) {
      new CalibrationDocuments(World.read(), Mix.bundled(), seed).write(count, file.staging());
      bytes = size(file.staging());
      file.commit();
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("output", output.toString());
    json.put("documents", count);
    json.put("bytes", bytes);
    json.put("seed", seed);
    format.print("%s: %,d documents, %s\n".formatted(output, count, Units.bytes(bytes)), json);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }
}
