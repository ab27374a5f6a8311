package dev.pare.bench;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonWriting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code ./pare quantize} to int4 g32 beside {@code llama-quantize} to Q4_0, as whole processes, in
 * turn: the same weights in the same type, the same number of threads, results on the same disk.
 *
 * <pre>{@code QuantizeComparison PARE LLAMA_QUANTIZE HF_FOLDER GGUF RUNS RESULT.json}</pre>
 *
 * llama-quantize always converts the embedding; so Pare is measured without and with it.
 */
public final class QuantizeComparison {
  private QuantizeComparison() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 6) {
      throw new PareException(
          "QuantizeComparison",
          "takes six arguments",
          "give PARE LLAMA_QUANTIZE HF_FOLDER GGUF RUNS RESULT.json");
    }
    Path scratch =
        Files.createTempDirectory(Path.of(arguments[2]).toAbsolutePath().getParent(), "comparison");
    Map<String, List<String>> commands = commands(arguments, scratch);
    Map<String, List<ProcessMeasure>> measures = new LinkedHashMap<>();
    for (int run = 0; run < Integer.parseInt(arguments[4]); run++) {
      for (Map.Entry<String, List<String>> command : commands.entrySet()) {
        ProcessMeasure measure = ProcessMeasure.of(command.getValue());
        System.err.printf("%-28s %s%n", command.getKey(), measure);
        measures.computeIfAbsent(command.getKey(), name -> new ArrayList<>()).add(measure);
        deleteContents(scratch);
      }
    }
    Files.delete(scratch);
    JsonWriting.write(report(commands, measures), Path.of(arguments[5]));
  }

  private static Map<String, List<String>> commands(String[] arguments, Path scratch) {
    String out = scratch.resolve("out").toString();
    List<String> pare =
        List.of(
            arguments[0],
            "quantize",
            arguments[2],
            "-o",
            out,
            "--bits",
            "4",
            "--group-size",
            "32",
            "--threads",
            "2");
    List<String> withEmbedding = new ArrayList<>(pare);
    withEmbedding.addAll(List.of("--targets", "*_proj.weight,model.embed_tokens.weight"));
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put("pare", pare);
    commands.put("pare, embedding too", withEmbedding);
    commands.put(
        "llama-quantize Q4_0", List.of(arguments[1], arguments[3], out + ".gguf", "Q4_0", "2"));
    commands.put(
        "llama-quantize Q4_0 --pure",
        List.of(arguments[1], "--pure", arguments[3], out + ".gguf", "Q4_0", "2"));
    return commands;
  }

  private static Map<String, Object> report(
      Map<String, List<String>> commands, Map<String, List<ProcessMeasure>> measures) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("java", System.getProperty("java.version"));
    report.put("processors", Runtime.getRuntime().availableProcessors());
    measures.forEach(
        (name, runs) -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("command", String.join(" ", commands.get(name)));
          entry.putAll(ProcessMeasure.summary(runs));
          report.put(name, entry);
        });
    return report;
  }

  private static void deleteContents(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.filter(path -> !path.equals(folder)).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
