package dev.pare.cli;

import dev.pare.core.PareException;
import dev.pare.models.reference.ModelReference;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
      DemoCommand.class,
      InspectCommand.class,
      GenerateCommand.class,
      PerplexityCommand.class,
      EvaluateCommand.class,
      StudyCommand.class,
      AtlasCommand.class,
      QuantizeCommand.class,
      ClusterCommand.class,
      PruneCommand.class,
      CompressCommand.class,
      TrainCommand.class,
      ExportCommand.class,
      PullCommand.class,
      ModelsCommand.class,
      DoctorCommand.class
    },
    footer = {
      "",
      "MODEL is a Hugging Face folder, a .safetensors file with its config.json beside it, a .gguf",
      "file, FILE!/entry inside a zip, jar or wheel, hf:org/name[@revision][!/file.gguf],",
      "maven:group:artifact:version[!/entry], or https://host/file[!/entry]. A path that exists is",
      "that path.",
      "Example: pare quantize my-model -o my-model-4bit --method rtn --bits 4 --group-size 64"
    })
public final class Main implements Runnable {
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    Interruption interruption = Interruption.watch();
    int code = run(arguments);
    interruption.over();
    System.exit(code);
  }

  /** Runs one command line and returns its exit code. */
  static int run(String... arguments) {
    return run(commandLine(), arguments);
  }

  static int run(CommandLine command, String... arguments) {
    try {
      return command.execute(arguments);
    } catch (Error e) { // picocli hands exceptions alone to its handler
      return failed(e, command.getErr(), List.of(arguments).contains(OutputFormat.DEBUG));
    }
  }

  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new Main());
    command.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.registerConverter(ModelReference.class, new ModelAccess.Converter());
    command.setExpandAtFiles(false); // a prompt may begin with @
    command.setExecutionExceptionHandler(
        (e, failed, parsed) ->
            e instanceof WrongUsage
                ? wrongUsage(new ParameterException(failed, e.getMessage(), e))
                : failed(e, failed.getErr(), parsed.originalArgs().contains(OutputFormat.DEBUG)));
    command.setParameterExceptionHandler((e, arguments) -> wrongUsage(e));
    return command;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  private static int failed(Throwable e, PrintWriter err, boolean debug) {
    if (debug) {
      e.printStackTrace(err);
    }
    if (Interruption.underWay()) {
      return FAILED; // it has been said, and the exit code is the signal's
    }
    err.println(
        "pare: " + message(e) + (debug || isExpected(e) ? "" : "; add --debug for details"));
    return FAILED;
  }

  private static boolean isExpected(Throwable e) {
    return e instanceof PareException || e instanceof OutOfMemoryError;
  }

  private static String message(Throwable e) {
    if (e instanceof PareException) {
      return e.getMessage();
    }
    if (e instanceof OutOfMemoryError) {
      return "out of memory ("
          + firstLine(e)
          + "); set PARE_JAVA_OPTS=-Xmx8g or take fewer threads";
    }
    String line = firstLine(e);
    return "unexpected " + e.getClass().getSimpleName() + (line.isEmpty() ? "" : ": " + line);
  }

  private static String firstLine(Throwable e) {
    return e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
  }

  private static int wrongUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .println(
            "pare: "
                + firstLine(e)
                + "; see "
                + command.getCommandSpec().qualifiedName()
                + " --help");
    return WRONG_USAGE;
  }
}
