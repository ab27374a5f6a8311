package dev.pare.cli;

import dev.pare.core.recipe.RecipeReader;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pare compress}: the steps of a recipe. */
@Command(
    name = "compress",
    description = "Applies the steps of a recipe, one after the other.",
    sortOptions = false,
    footer = {
      "",
      "Recipes are described in docs/recipes.md.",
      "Example: pare compress my-model -o small --recipe recipe.yaml"
    })
final class CompressCommand implements Runnable {
  @Mixin private CompressionRun run;
  @Mixin private OutputFormat format;

  @Option(
      names = "--recipe",
      paramLabel = "FILE.yaml",
      required = true,
      description = "The steps to apply.")
  private Path recipe;

  @Override
  public void run() {
    run.run(RecipeReader.read(recipe), format);
  }
}
