package dev.pare.cli;

import dev.pare.core.PareException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The {@code pare} command. */
@Command(
    name = "pare",
    description = "Makes language models small enough for the device, and tells what they lost.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      InspectCommand.class,
      GenerateCommand.class,
      PerplexityCommand.class,
      QuantizeCommand.class,
      CompressCommand.class,
      DoctorCommand.class
    },
    footer = {
      "",
      "MODEL is a Hugging Face folder or a .safetensors file with its config.json beside it.",
      "Example: pare quantize my-model -o my-model-4bit --method rtn --bits 4 --group-size 64"
    })
public final class Main implements Runnable {
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // figures look the same everywhere
    Interruption interruption = Interruption.watch();
    int code = run(arguments);
    interruption.over();
    System.exit(code);
  }

  /** Runs one command line and returns its exit code. */
  static int run(String... arguments) {
    CommandLine command = new CommandLine(new Main());
    command.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler(Main::failed);
    command.setParameterExceptionHandler(Main::wrongUsage);
    return command.execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    boolean debug = parsed.subcommand() != null && parsed.subcommand().hasMatchedOption("--debug");
    if (debug) {
      e.printStackTrace(command.getErr());
    }
    command
        .getErr()
        .println(
            "pare: "
                + message(e)
                + (debug || e instanceof PareException ? "" : "; add --debug for details"));
    return FAILED;
  }

  private static String message(Exception e) {
    if (e instanceof PareException) {
      return e.getMessage();
    }
    return "unexpected "
        + e.getClass().getSimpleName()
        + ": "
        + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static int wrongUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .println(
            "pare: "
                + e.getMessage().lines().findFirst().orElse("wrong usage")
                + "; see "
                + command.getCommandSpec().qualifiedName()
                + " --help");
    return WRONG_USAGE;
  }
}
