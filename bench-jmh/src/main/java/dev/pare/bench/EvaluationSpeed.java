package dev.pare.bench;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.progress.Progress;
import dev.pare.core.tokenizer.Tokenizers;
import dev.pare.evaluate.task.EvaluatedModel;
import dev.pare.evaluate.task.Evaluation;
import dev.pare.evaluate.task.EvaluationOptions;
import dev.pare.evaluate.task.EvaluationResult;
import dev.pare.evaluate.task.Tasks;
import dev.pare.models.ComputeType;
import dev.pare.models.TorchLanguageModel;
import dev.pare.models.TorchOptions;
import dev.pare.models.reference.ModelReference;
import dev.pare.models.reference.ModelStore;
import dev.pare.models.reference.ReferenceSettings;
import dev.pare.models.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * How much of this machine's float32 matrix product likelihood tasks get out of it: questions with
 * four options, whole evaluations, and products measured after each batch.
 *
 * <pre>{@code EvaluationSpeed MODEL RESULT.json}</pre>
 */
public final class EvaluationSpeed {
  private static final int RUNS = 5; // the first is not counted
  private static final int QUESTIONS = 300;
  private static final String[] WORDS =
      ("the of and a to in is that it was for on are as with they be at one have this from by hot"
              + " word but what some water light plant energy which rock animal food sun grow most")
          .split(" ");
  private static final String TASK =
      """
      name: questions
      version: 1
      data: [{format: jsonl, files: [questions.jsonl]}]
      request: choices
      prompt: "Question: {question}\\nAnswer:"
      metrics: [acc]
      """;

  private EvaluationSpeed() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      throw new PareException("EvaluationSpeed", "takes two arguments", "give MODEL RESULT.json");
    }
    ModelReference model = ModelReference.parse(arguments[0]);
    int threads = Runtime.getRuntime().availableProcessors();
    Torch.setThreads(threads);
    Path scratch = Files.createTempDirectory("questions");
    Path data = scratch.resolve("questions.jsonl");
    Path task = scratch.resolve("questions.yaml");
    Files.writeString(data, questions());
    Files.writeString(task, TASK);
    List<Map<String, Double>> runs = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      Map<String, Double> figures = run(model, task, threads);
      System.err.println(figures);
      if (run > 0) {
        runs.add(figures);
      }
    }
    Files.delete(data);
    Files.delete(task);
    Files.delete(scratch);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("model", arguments[0].substring(arguments[0].lastIndexOf('/') + 1));
    report.put("java", System.getProperty("java.version"));
    report.put("threads", threads);
    report.put("machine", machine());
    report.put("runs", runs);
    report.put("median", medians(runs));
    JsonWriting.write(report, Path.of(arguments[1]));
  }

  private static String questions() {
    Random random = new Random(1);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < QUESTIONS; i++) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("question", words(random, 12 + random.nextInt(24)) + "?");
      List<String> choices = new ArrayList<>();
      for (int c = 0; c < 4; c++) {
        choices.add(words(random, 1 + random.nextInt(7)) + " " + c);
      }
      line.put("choices", choices);
      line.put("answer", i % 4);
      lines.append(JsonWriting.toLine(line)).append('\n');
    }
    return lines.toString();
  }

  private static String words(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  private static Map<String, Double> run(ModelReference model, Path task, int threads) {
    try (MatmulRate rate = new MatmulRate();
        CountedModel counted = new CountedModel(open(model, threads), rate)) {
      EvaluationResult result =
          Evaluation.run(
              List.of(Tasks.named(task.toString())),
              new EvaluatedModel("model", "model", () -> counted),
              Optional.empty(),
              new EvaluationOptions(Optional.empty(), Optional.empty(), 0, Optional.empty()),
              Progress.none());
      return figures(result, counted, rate);
    }
  }

  private static LanguageModel open(ModelReference model, int threads) {
    ModelStore store = new ModelStore(ReferenceSettings.system(true), Progress.none());
    try (Checkpoint checkpoint = store.locate(model).open()) {
      return TorchLanguageModel.open(
          checkpoint,
          Optional.of(Tokenizers.of(checkpoint.companions(), model)),
          new TorchOptions(threads, ComputeType.F32));
    }
  }

  private static Map<String, Double> figures(
      EvaluationResult result, CountedModel counted, MatmulRate rate) {
    double seconds = result.speed().seconds() - counted.measuring();
    double done = counted.operations() / seconds;
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("requests", (double) result.speed().requests());
    figures.put("tokens", (double) counted.tokens());
    figures.put("predictions", (double) counted.predictions());
    figures.put("seconds", seconds);
    figures.put("requestsPerSecond", result.speed().requests() / seconds);
    figures.put("tokensPerSecond", counted.tokens() / seconds);
    figures.put("gigaflops", done * 1e-9);
    rate.rates()
        .forEach(
            (library, flops) -> {
              figures.put(library + "Gigaflops", flops * 1e-9);
              figures.put(library + "Share", done / flops);
            });
    return figures;
  }

  private static Map<String, Double> medians(List<Map<String, Double>> runs) {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (String figure : runs.get(0).keySet()) {
      double[] sorted = runs.stream().mapToDouble(run -> run.get(figure)).sorted().toArray();
      medians.put(figure, (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
    }
    return medians;
  }

  private static String machine() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 2))
        .findFirst()
        .orElse("");
  }
}
