package dev.pare.cli;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command shares: {@code --json}, {@code --debug}, and where lines go. */
@SuppressWarnings("UnusedVariable") // picocli reads and sets the options
final class OutputFormat {
  static final String DEBUG = "--debug";

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", description = "Print one JSON object, and nothing else, on stdout.")
  private boolean json;

  @Option(names = DEBUG, description = "Show the stack trace of a failure.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  boolean json() {
    return json;
  }

  /** A file's text without what would steer the terminal. */
  static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}]", "\ufffd");
  }

  /** A result, for people or for programs. */
  void print(String text, Map<String, ?> object) {
    PrintWriter out = command.commandLine().getOut();
    out.print(json ? JsonWriting.toString(object) : text);
    flush(out);
  }

  /** Text as it comes, where no JSON is asked for. */
  void stream(String text) {
    if (!json) {
      PrintWriter out = command.commandLine().getOut();
      out.print(text);
      flush(out);
    }
  }

  /** A result that nobody got is no success. */
  private static void flush(PrintWriter out) {
    if (out.checkError()) {
      throw new PareException("stdout", "cannot be written", "check where it is sent");
    }
  }

  /** A line beside the result. */
  void note(String line) {
    command.commandLine().getErr().println(line);
  }

  /** What stands before a line that the user types. */
  void ask(String prompt) {
    PrintWriter err = command.commandLine().getErr();
    err.print(prompt);
    err.flush();
  }

  Progress progress() {
    return new TerminalProgress(command.commandLine().getErr());
  }
}
