package dev.pare.study.demo;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.CompressionResult;
import dev.pare.evaluate.suite.Suite;
import dev.pare.evaluate.suite.SuiteResult;
import dev.pare.evaluate.suite.SuiteTask;
import dev.pare.evaluate.suite.Suites;
import dev.pare.evaluate.task.EvaluatedModel;
import dev.pare.evaluate.task.Evaluation;
import dev.pare.evaluate.task.EvaluationOptions;
import dev.pare.evaluate.task.EvaluationResult;
import dev.pare.evaluate.task.Task;
import dev.pare.evaluate.task.Tasks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A model that knows atlas's world, compressed rung by rung: what it still knows, by the families
 * of {@code kick-atlas}, and how well it predicts text of that world that it never saw.
 *
 * <p>Every model is opened once, asked once and closed before the next: the dense one's answers,
 * kept in a file, are what each other is compared with.
 */
public final class Demo {
  private static final String SUITE = "kick-atlas";
  private static final String TEXT = "atlas-text";

  private final DemoModel dense;
  private final DemoOptions options;
  private final WholeProgress progress;
  private final Workplace place;
  private final Suite suite = Suites.named(SUITE);
  private final List<SuiteTask> asked = SuiteTask.choose(suite, Optional.empty());
  private final List<Task> tasks = new ArrayList<>();
  private final EvaluatedModel baseline;

  private Demo(DemoModel dense, DemoOptions options, WholeProgress progress, Workplace place) {
    this.dense = dense;
    this.options = options;
    this.progress = progress;
    this.place = place;
    asked.forEach(task -> tasks.add(task.task()));
    tasks.add(Tasks.named(TEXT));
    baseline = dense.evaluated();
  }

  /**
   * @param methods at least one ladder, each with a rung at least, given what to show the model
   * @throws dev.pare.core.PareException if the model cannot be read or compressed, or the output's
   *     name is taken
   */
  public static DemoResult run(
      DemoModel model,
      Function<Calibration, List<Ladder>> methods,
      DemoOptions options,
      Progress progress) {
    try (Workplace place = new Workplace(options.output())) {
      List<Ladder> ladders = methods.apply(place.calibration(options.seed()));
      int rungs = ladders.stream().mapToInt(ladder -> ladder.rungs().size()).sum();
      WholeProgress whole = new WholeProgress("demo", 1 + rungs, progress);
      try {
        DemoResult result = new Demo(model, options, whole, place).run(ladders);
        place.keep("demo.json", result.json());
        place.finish();
        return result;
      } finally {
        whole.finish();
      }
    }
  }

  private DemoResult run(List<Ladder> ladders) {
    long start = System.nanoTime();
    List<Variant> variants = new ArrayList<>();
    List<Findings> findings = new ArrayList<>();
    for (Ladder ladder : ladders) {
      List<Variant> own = ladder.rungs().stream().map(rung -> variant(ladder, rung)).toList();
      variants.addAll(own);
      findings.add(findings(ladder.method(), own));
    }
    try (Checkpoint checkpoint = dense.open().get()) {
      return new DemoResult(
          dense.name(),
          suite,
          options,
          checkpoint.names().stream().mapToLong(n -> checkpoint.tensor(n).byteSize()).sum(),
          checkpoint.names().stream().mapToLong(n -> checkpoint.tensor(n).shape().size()).sum(),
          variants,
          findings,
          (System.nanoTime() - start) * 1e-9,
          ProcessMemory.peakRssBytes());
    }
  }

  private Variant variant(Ladder ladder, Ladder.Rung rung) {
    String name = (ladder.method() + " " + rung.name()).replaceAll("[^\\w.]+", "-");
    CompressionResult made = compress(rung, place.model(name));
    DemoModel model = new DemoModel(name, () -> Checkpoints.open(made.output()), dense.load());
    EvaluationResult result =
        Evaluation.run(
            tasks,
            model.evaluated(),
            Optional.of(baseline),
            new EvaluationOptions(
                Optional.empty(), options.limit(), options.seed(), Optional.of(place.answers())),
            progress);
    SuiteResult families = new SuiteResult(suite, asked, result, Optional.empty());
    if (place.keeps()) {
      place.keep(name + ".json", families.fullJson());
    }
    return Variant.of(ladder.method(), rung.name(), name, made, families, TEXT);
  }

  private CompressionResult compress(Ladder.Rung rung, Path folder) {
    try (Checkpoint source = dense.open().get()) {
      CompressionOptions how =
          new CompressionOptions(options.threads(), options.seed(), false, progress);
      return Compression.plan(rung.recipe(), source, how).run(folder);
    }
  }

  private Findings findings(String method, List<Variant> variants) {
    List<Departure> families =
        suite.families().stream()
            .map(
                family ->
                    new Departure(
                        family.name(),
                        variants.stream().map(v -> v.family(family.name())).toList()))
            .toList();
    return new Findings(
        method,
        families,
        new Departure("perplexity", variants.stream().map(Variant::perplexityStep).toList()));
  }
}
