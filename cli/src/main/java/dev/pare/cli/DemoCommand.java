package dev.pare.cli;

import dev.pare.models.reference.ModelReference;
import dev.pare.study.demo.Demo;
import dev.pare.study.demo.DemoModel;
import dev.pare.study.demo.DemoOptions;
import dev.pare.study.demo.DemoResult;
import dev.pare.study.demo.Ladder;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pare demo}: the whole story on one small model, offline, in minutes. */
@Command(
    name = "demo",
    description =
        "Compresses a small model whose every fact is known, step by step, and tells what it"
            + " forgets where.",
    sortOptions = false,
    footer = {
      "",
      "MODEL must know atlas's world (docs/atlas.md): atlas, or one trained on that world.",
      "Example: pare demo",
      "Example: pare demo -o demo-results --json"
    })
final class DemoCommand implements Runnable {
  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "The dense model (default: atlas, which comes with Pare).")
  private ModelReference model = new ModelReference.Bundled("atlas");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Keep the compressed models and all results there (default: keep nothing).")
  private Path output;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N samples a task: sooner done, and less sure.")
  private Integer limit;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the questions, and of resampled intervals (default: 0).")
  private long seed;

  @Mixin private EngineOptions engine;
  @Mixin private OutputFormat format;

  @Override
  public void run() {
    if (limit != null && limit < 1) {
      throw new WrongUsage("--limit " + limit + ": not a number of samples; give 1 or more", null);
    }
    DemoResult result =
        Demo.run(
            new DemoModel(
                model.toString(),
                () -> engine.checkpoint(model),
                checkpoint -> engine.load(checkpoint, model)),
            Ladder::all,
            new DemoOptions(
                engine.threads(), seed, Optional.ofNullable(limit), Optional.ofNullable(output)),
            format.progress());
    format.print(DemoTable.of(result), result.json());
  }
}
