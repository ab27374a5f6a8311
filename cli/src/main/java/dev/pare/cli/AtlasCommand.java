package dev.pare.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pare atlas NAME}: what comes of the world that atlas knows. */
@Command(
    name = "atlas",
    description = "The world that the model atlas knows.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    subcommands = AtlasTextCommand.class,
    footer = {"", "Example: pare atlas text -o atlas-texts.jsonl"})
final class AtlasCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to write: text");
  }
}
