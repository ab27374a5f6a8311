package dev.pare.cli;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import dev.pare.evaluate.task.EvaluatedModel;
import dev.pare.evaluate.task.Evaluation;
import dev.pare.evaluate.task.EvaluationOptions;
import dev.pare.evaluate.task.EvaluationResult;
import dev.pare.evaluate.task.Tasks;
import dev.pare.models.reference.ModelReference;
import dev.pare.study.FactStudy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pare study facts}: which facts of atlas's world a model lost. */
@Command(
    name = "facts",
    description =
        "Which facts of atlas's world a model lost, by relation and by how often they were trained.",
    sortOptions = false,
    footer = {
      "",
      "RESULT.json is what pare evaluate wrote by -o; if it has no baseline, BASELINE.json is",
      "the result of the model to compare with. Of a MODEL all facts are asked, or --limit of them.",
      "Example: pare study facts result.json",
      "Example: pare study facts small.json dense.json --task atlas-closed-statement",
      "Example: pare study facts atlas-3bit --baseline atlas"
    })
final class FactsCommand implements Runnable {
  private static final String TASK = "atlas-closed-question";

  @Parameters(index = "0", paramLabel = "RESULT.json|MODEL", description = "What to study.")
  private String subject;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "BASELINE.json",
      description = "The baseline's own result.")
  private Path other;

  @Option(
      names = "--baseline",
      paramLabel = "MODEL",
      description = "The model that MODEL was made of.")
  private ModelReference baseline;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description =
          "Whose answers to study (default: a result's first task about facts; of a MODEL "
              + TASK
              + ").")
  private String task;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Ask for at most N facts (default: all).")
  private Integer limit;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of wordings, and of which facts are asked for (default: 0).")
  private long seed;

  @Option(
      names = "--show",
      paramLabel = "N",
      defaultValue = "10",
      description = "Tell N of the lost facts (default: 10); --json has all.")
  private int show;

  @Mixin private EngineOptions engine;
  @Mixin private OutputFormat format;

  @Override
  public void run() {
    if (limit != null && limit < 1) {
      throw new WrongUsage("--limit " + limit + ": not a number of facts; give 1 or more", null);
    }
    boolean result = subject.endsWith(".json");
    if (result && (baseline != null || limit != null)) {
      throw new WrongUsage("--baseline and --limit are for a MODEL, not for a result file", null);
    }
    if (!result && (baseline == null || other != null)) {
      throw new WrongUsage("a MODEL needs --baseline MODEL, and no file", null);
    }
    FactStudy study = result ? ofResults() : ofModels();
    format.print(FactsTable.of(study, show), study.json());
  }

  private FactStudy ofResults() {
    JsonObject asked = Json.readObject(Path.of(subject));
    Optional<String> wanted = Optional.ofNullable(task);
    return other == null
        ? FactStudy.of(asked, wanted)
        : FactStudy.of(asked, Json.readObject(other), wanted);
  }

  private FactStudy ofModels() {
    EvaluationResult result =
        Evaluation.run(
            List.of(Tasks.named(task == null ? TASK : task)),
            evaluated(reference(subject)),
            Optional.of(evaluated(baseline)),
            new EvaluationOptions(
                Optional.empty(),
                Optional.of(limit == null ? Integer.MAX_VALUE : limit),
                seed,
                Optional.empty()),
            format.progress());
    String json = JsonWriting.toString(result.fullJson());
    return FactStudy.of(Json.readObject("the evaluation", json), Optional.empty());
  }

  private static ModelReference reference(String text) {
    ITypeConverter<ModelReference> converter = new ModelAccess.Converter();
    try {
      return converter.convert(text);
    } catch (Exception e) {
      throw new WrongUsage(e.getMessage(), e);
    }
  }

  private EvaluatedModel evaluated(ModelReference reference) {
    return new EvaluatedModel(
        reference.toString(), engine.identity(reference), () -> engine.open(reference));
  }
}
