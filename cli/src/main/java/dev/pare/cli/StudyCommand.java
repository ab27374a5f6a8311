package dev.pare.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pare study NAME}: experiments that cross methods with evaluation. */
@Command(
    name = "study",
    description = "Experiments: what compression does to what a model knows.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    subcommands = {FactsCommand.class, KickCommand.class},
    footer = {"", "Example: pare study facts result.json"})
final class StudyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a study: facts or kick");
  }
}
