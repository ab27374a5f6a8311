package dev.pare.bench;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.JsonWriting;
import dev.pare.quantize.ggml.ImportanceMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ./pare export --type T} beside {@code llama-quantize} to the same type, as whole
 * processes, in turn, with and without an importance matrix: time, memory, and the error that each
 * file's matrices have against the model that both were made of.
 *
 * <pre>{@code GgufComparison PARE LLAMA_QUANTIZE MODEL.gguf IMPORTANCE RUNS RESULT.json TYPE...}
 * </pre>
 *
 * A type that ends in {@code :pure} is given to every matrix, in both programs.
 */
public final class GgufComparison {
  private static final String THREADS = "2";

  private final String pare;
  private final String llamaQuantize;
  private final Path model;
  private final Path importance;
  private final int runs;
  private final Path scratch;

  private GgufComparison(String[] arguments) throws IOException {
    pare = arguments[0];
    llamaQuantize = arguments[1];
    model = Path.of(arguments[2]);
    importance = Path.of(arguments[3]);
    runs = Integer.parseInt(arguments[4]);
    scratch = Files.createTempDirectory(model.toAbsolutePath().getParent(), "comparison");
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 7) {
      throw new PareException(
          "GgufComparison",
          "takes seven arguments or more",
          "give PARE LLAMA_QUANTIZE MODEL.gguf IMPORTANCE RUNS RESULT.json TYPE...");
    }
    GgufComparison comparison = new GgufComparison(arguments);
    List<Object> cases = new ArrayList<>();
    for (String type : Arrays.asList(arguments).subList(6, arguments.length)) {
      for (boolean weighted : new boolean[] {false, true}) {
        cases.add(comparison.compare(type, weighted));
        JsonWriting.write(comparison.report(cases), Path.of(arguments[5]));
      }
    }
    Files.delete(comparison.scratch);
  }

  private Map<String, Object> report(List<Object> cases) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("model", model.getFileName().toString());
    report.put("java", System.getProperty("java.version"));
    report.put("processors", Runtime.getRuntime().availableProcessors());
    report.put("threads", Integer.parseInt(THREADS));
    report.put("runs", runs);
    report.put("cases", cases);
    return report;
  }

  private Map<String, Object> compare(String type, boolean weighted)
      throws IOException, InterruptedException {
    Path ours = scratch.resolve("pare.gguf");
    Path theirs = scratch.resolve("llama.gguf");
    List<ProcessMeasure> oursRuns = new ArrayList<>();
    List<ProcessMeasure> theirsRuns = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      Files.deleteIfExists(ours);
      Files.deleteIfExists(theirs);
      oursRuns.add(ProcessMeasure.of(pare(type, weighted, ours)));
      theirsRuns.add(ProcessMeasure.of(llamaQuantize(type, weighted, theirs)));
      System.err.printf("%s%s: %s%n", type, weighted ? " weighted" : "", oursRuns.get(run));
      System.err.printf("  llama-quantize: %s%n", theirsRuns.get(run));
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("type", type);
    report.put("importance", weighted);
    report.put("pare", figures(oursRuns, ours));
    report.put("llamaQuantize", figures(theirsRuns, theirs));
    report.put("errors", errors(ours, theirs));
    System.err.println("  " + report.get("errors"));
    Files.delete(ours);
    Files.delete(theirs);
    return report;
  }

  private List<String> pare(String type, boolean weighted, Path out) {
    List<String> command = new ArrayList<>(List.of(pare, "export", model.toString()));
    command.addAll(List.of("--format", "gguf", "--threads", THREADS, "-o", out.toString()));
    command.addAll(List.of("--type", type.replace(":pure", "")));
    if (type.endsWith(":pure")) {
      command.add("--pure");
    }
    if (weighted) {
      command.addAll(List.of("--imatrix", importance.toString()));
    }
    return command;
  }

  private List<String> llamaQuantize(String type, boolean weighted, Path out) {
    List<String> command = new ArrayList<>(List.of(llamaQuantize));
    if (type.endsWith(":pure")) {
      command.add("--pure");
    }
    if (weighted) {
      command.addAll(List.of("--imatrix", importance.toString()));
    }
    command.addAll(List.of(model.toString(), out.toString(), type.replace(":pure", ""), THREADS));
    return command;
  }

  private static Map<String, Object> figures(List<ProcessMeasure> runs, Path file)
      throws IOException {
    Map<String, Object> figures = new LinkedHashMap<>(ProcessMeasure.summary(runs));
    figures.put("bytes", Files.size(file));
    return figures;
  }

  private Map<String, Object> errors(Path ours, Path theirs) {
    try (Checkpoint original = Checkpoints.open(model);
        Checkpoint a = Checkpoints.open(ours);
        Checkpoint b = Checkpoints.open(theirs)) {
      Map<String, float[]> columns = ImportanceMatrix.read(importance, original.config());
      return BlockErrors.of(original, a, b, columns);
    }
  }
}
