package dev.pare.cli;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.json.JsonWriting;
import dev.pare.evaluate.judge.Judge;
import dev.pare.evaluate.judge.JudgedResult;
import dev.pare.evaluate.judge.Judging;
import dev.pare.evaluate.suite.Suite;
import dev.pare.evaluate.suite.SuiteResult;
import dev.pare.evaluate.suite.SuiteTask;
import dev.pare.evaluate.suite.Suites;
import dev.pare.evaluate.task.EvaluatedModel;
import dev.pare.evaluate.task.Evaluation;
import dev.pare.evaluate.task.EvaluationOptions;
import dev.pare.evaluate.task.EvaluationPlan;
import dev.pare.evaluate.task.EvaluationResult;
import dev.pare.evaluate.task.Task;
import dev.pare.evaluate.task.Tasks;
import dev.pare.models.reference.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pare evaluate}: what a model knows, and what it lost beside the one it was made of. */
@Command(
    name = "evaluate",
    description = "Puts tasks to a model; with a baseline says whether it still matches.",
    sortOptions = false,
    footer = {
      "",
      "Tasks that come with Pare read their data from the folder named by --data.",
      "Example: pare evaluate my-model-4bit --task arc-easy,blimp --data datasets --baseline my-model",
      "Example: pare evaluate my-model --task my-task.yaml",
      "Example: pare evaluate my-model-4bit --suite kick --data datasets --baseline my-model"
    })
final class EvaluateCommand implements Runnable {
  @Parameters(paramLabel = "MODEL", description = "The model to ask.")
  private ModelReference model;

  @Option(
      names = "--suite",
      paramLabel = "NAME|FILE.yaml",
      description =
          "Tasks in families: kick, after the LLM-KICK paper (of atlas, its edition kick-atlas),"
              + " atlas-gates, or your own; see docs/evaluate.md.")
  private String suite;

  @Option(
      names = "--task",
      paramLabel = "NAME|FILE.yaml",
      split = ",",
      description = "What to ask: tasks that come with Pare, or your own; see docs/tasks.md.")
  private List<String> tasks = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder that holds the tasks' data (default: a task file's own).")
  private Path data;

  @Option(
      names = "--baseline",
      paramLabel = "MODEL",
      description = "The model to compare with, usually the dense one.")
  private ModelReference baseline;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N samples a task, drawn by the seed; the same for every model.")
  private Integer limit;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of what is drawn (default: 0).")
  private long seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.json",
      description = "Write figures, settings and every sample there.")
  private Path output;

  @Option(
      names = "--answers",
      paramLabel = "DIR",
      description =
          "Keep answers there: what a model has answered is not asked again, after an interruption"
              + " or in another run (default: pare-answers beside -o).")
  private Path answers;

  @Option(
      names = "--plan",
      description =
          "Ask nothing: say how much there is to ask and, from one batch of each task, how long it"
              + " may take.")
  private boolean plan;

  @Option(names = "--force", description = "Replace FILE.json if it exists.")
  private boolean force;

  @Mixin private JudgeOptions judging;
  @Mixin private EngineOptions engine;
  @Mixin private OutputFormat format;

  @Override
  public void run() {
    if (limit != null && limit < 1) {
      throw new WrongUsage("--limit " + limit + ": not a number of samples; give 1 or more", null);
    }
    if (output != null && Files.exists(output) && !force) {
      throw new PareException(output, "exists already", "choose another name, or add --force");
    }
    if (suite == null && tasks.isEmpty()) {
      throw new WrongUsage("nothing to ask: give --suite or --task", null);
    }
    Optional<Judge> judge = judging.judge(format.progress());
    Optional<Suite> named = Optional.ofNullable(suite).map(this::edition).map(Suites::named);
    List<SuiteTask> chosen =
        named.map(all -> SuiteTask.choose(all, Optional.ofNullable(data))).orElse(List.of());
    List<Task> asked = new ArrayList<>(chosen.stream().map(SuiteTask::task).toList());
    tasks.forEach(task -> asked.add(Tasks.named(task)));
    judge.ifPresent(there -> Judging.require(asked, baseline != null));
    EvaluationOptions options =
        new EvaluationOptions(
            Optional.ofNullable(data), Optional.ofNullable(limit), seed, answers());
    if (plan) {
      EvaluationPlan planned =
          EvaluationPlan.of(asked, evaluated(model), options, format.progress());
      format.print(PlanTable.of(planned), planned.json());
      return;
    }
    EvaluationResult result =
        Evaluation.run(
            asked,
            evaluated(model),
            Optional.ofNullable(baseline).map(this::evaluated),
            options,
            format.progress());
    Optional<JudgedResult> judged =
        judge.map(there -> Judging.run(result, there, format.progress()));
    tell(result, named.map(all -> new SuiteResult(all, chosen, result, judged)), judged);
  }

  private void tell(
      EvaluationResult result, Optional<SuiteResult> families, Optional<JudgedResult> judged) {
    if (output != null) {
      Map<String, Object> full = families.map(SuiteResult::fullJson).orElseGet(result::fullJson);
      judged.ifPresent(
          told -> {
            full.put("judged", told.json());
            full.put("judgements", told.details());
          });
      write(full);
    }
    Map<String, Object> json = families.map(SuiteResult::json).orElseGet(result::json);
    judged.ifPresent(told -> json.put("judged", told.json()));
    format.print(
        EvaluationTable.of(result)
            + judged.map(JudgedTable::of).orElse("")
            + families.map(SuiteSummary::of).orElse(""),
        json);
  }

  /**
   * The suite's edition for the model, or for the baseline where the model's format keeps no
   * history.
   */
  private String edition(String name) {
    String edition = Suites.edition(name, this::history);
    if (!edition.equals(name)) {
      format.note("suite " + name + ": its edition " + edition + ", for models of atlas's world");
    }
    return edition;
  }

  private List<AppliedStep> history() {
    List<AppliedStep> history = new ArrayList<>(engine.history(model));
    Optional.ofNullable(baseline).map(engine::history).ifPresent(history::addAll);
    return history;
  }

  private EvaluatedModel evaluated(ModelReference reference) {
    return new EvaluatedModel(
        reference.toString(),
        engine.identity(reference),
        () -> engine.open(reference),
        () -> engine.chatTemplate(reference));
  }

  private Optional<Path> answers() {
    if (answers != null || output == null) {
      return Optional.ofNullable(answers);
    }
    return Optional.of(output.toAbsolutePath().resolveSibling("pare-answers"));
  }

  private void write(Map<String, Object> result) {
    Path staging = output.resolveSibling("." + output.getFileName() + ".partial");
    JsonWriting.write(result, staging);
    try {
      Files.move(staging, output, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw PareException.unwritable(output, e);
    }
  }
}
