package dev.pare.cli;

import dev.pare.models.reference.ModelReference;
import dev.pare.study.kick.Amount;
import dev.pare.study.kick.KickOptions;
import dev.pare.study.kick.KickPlan;
import dev.pare.study.kick.KickResult;
import dev.pare.study.kick.KickStudy;
import dev.pare.study.kick.Pruner;
import dev.pare.study.kick.StudiedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pare study kick}: where pruned models stop matching, family by family. */
@Command(
    name = "kick",
    description =
        "LLM-KICK's study: a model pruned by several methods to ever larger shares; where does it"
            + " stop matching dense, by what it knows and by perplexity?",
    sortOptions = false,
    footer = {
      "",
      "Interrupted or killed, the same command goes on where it was. DIR gets kick.json and kick.svg.",
      "Example: pare study kick atlas -o kick-atlas --calibration atlas-texts.jsonl",
      "Example: pare study kick my-model -o kick --data datasets --calibration my-texts.txt --limit 100",
      "Example: pare study kick my-model -o kick --methods magnitude --patterns none --plan"
    })
final class KickCommand implements Runnable {
  @Parameters(paramLabel = "MODEL", description = "The dense model.")
  private ModelReference model;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "The folder to make.")
  private Path output;

  @Option(
      names = "--methods",
      paramLabel = "NAME[,NAME]",
      split = ",",
      defaultValue = "magnitude,wanda,sparsegpt",
      description = "Methods of pare prune (default: magnitude,wanda,sparsegpt).")
  private List<String> methods;

  @Option(
      names = "--sparsities",
      paramLabel = "S[,S]",
      split = ",",
      defaultValue = "0.1,0.2,0.3,0.4,0.5,0.6",
      description = "Shares of the weights to prune (default: 0.1,0.2,0.3,0.4,0.5,0.6).")
  private List<Double> sparsities;

  @Option(
      names = "--patterns",
      paramLabel = "N:M[,N:M]",
      split = ",",
      defaultValue = "2:4,4:8",
      description = "N kept of every M weights of a row (default: 2:4,4:8), or none.")
  private List<String> patterns;

  @Option(
      names = "--calibration",
      paramLabel = "FILE[,FILE]",
      split = ",",
      description = "Text to look at the model's inputs with, for methods that do.")
  private List<String> calibration = List.of();

  @Option(
      names = "--samples",
      paramLabel = "N[,N]",
      split = ",",
      description =
          "Sequences of it (default: 128); with several numbers each such method is studied with"
              + " each.")
  private List<Long> samples = List.of();

  @Option(
      names = "--length",
      paramLabel = "N",
      description = "Tokens of a sequence (default: 512).")
  private Long length;

  @Option(
      names = "--suite",
      paramLabel = "NAME|FILE.yaml",
      defaultValue = "kick",
      description = "Whose families to ask: kick (default; of atlas, its edition), or your own.")
  private String suite;

  @Option(
      names = "--text",
      paramLabel = "NAME|FILE.yaml",
      description =
          "The task whose texts perplexity is measured on (default: wikitext; of atlas, atlas-text).")
  private String text;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder that holds the tasks' data.")
  private Path data;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N samples a task: sooner done, and less sure.")
  private Integer limit;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of questions, calibration and resampled intervals (default: 0).")
  private long seed;

  @Option(
      names = "--answers",
      paramLabel = "DIR",
      description =
          "Keep answers and finished cells there: what is there is not done again, after an"
              + " interruption or in another study (default: pare-answers beside -o).")
  private Path answers;

  @Option(
      names = "--plan",
      description = "Do nothing: say how many cells there are, and how long they may take.")
  private boolean plan;

  @Mixin private EngineOptions engine;
  @Mixin private OutputFormat format;

  @Override
  public void run() {
    if (limit != null && limit < 1) {
      throw new WrongUsage("--limit " + limit + ": not a number of samples; give 1 or more", null);
    }
    KickStudy study =
        new KickStudy(
            new StudiedModel(
                model.toString(),
                () -> engine.checkpoint(model),
                checkpoint -> engine.load(checkpoint, model),
                engine::identity),
            WrongUsage.unless(this::options));
    KickPlan planned = study.plan(format.progress());
    if (plan) {
      format.print(KickTable.of(planned), planned.json());
      return;
    }
    format.note("expected: " + KickTable.inOneLine(planned));
    KickResult result = finished(study);
    format.print(KickTable.of(result), result.json());
  }

  private KickResult finished(KickStudy study) {
    Interruption.lastWords(() -> "what was done is kept, run the same command to go on");
    try {
      return study.run(format.progress());
    } finally {
      Interruption.lastWords(null);
    }
  }

  private KickOptions options() {
    List<Amount> amounts =
        Amount.all(sparsities, patterns.equals(List.of("none")) ? List.of() : patterns);
    List<Pruner> pruners = Pruner.of(methods, calibration, samples, Optional.ofNullable(length));
    pruners.forEach(pruner -> amounts.forEach(pruner::recipe));
    return new KickOptions(
        pruners,
        amounts,
        suite,
        Optional.ofNullable(text),
        Optional.ofNullable(data),
        engine.threads(),
        seed,
        Optional.ofNullable(limit),
        output,
        answers == null ? output.toAbsolutePath().resolveSibling("pare-answers") : answers);
  }
}
