package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whatever a command throws is one line, and with --debug a stack trace before it. */
class FailureTest {
  /** A command that does nothing but fail. */
  @Command(name = "fail")
  @SuppressWarnings("UnusedVariable") // picocli takes the options from the mixin
  static final class Fail implements Runnable {
    @Mixin private OutputFormat format;
    private final Throwable failure;

    Fail(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void run() {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }
  }

  static List<Arguments> failures() {
    return List.of(
        Arguments.of(
            new PareException("a file", "is\nbroken", "mend it"), "a file: is broken; mend it"),
        Arguments.of(
            new OutOfMemoryError("Java heap space"),
            "out of memory (Java heap space); set PARE_JAVA_OPTS=-Xmx8g or take fewer threads"),
        Arguments.of(
            new StackOverflowError(), "unexpected StackOverflowError; add --debug for details"),
        Arguments.of(
            new UncheckedIOException("no disk\nat all", new IOException()),
            "unexpected UncheckedIOException: no disk; add --debug for details"),
        Arguments.of(
            new UnsatisfiedLinkError("libtorch"),
            "unexpected UnsatisfiedLinkError: libtorch; add --debug for details"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void isOneLine(Throwable failure, String line) {
    assertEquals(line, run(failure).failure(Main.FAILED));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void debugShowsWhere(Throwable failure, String line) {
    PareRun run = run(failure, "--debug");
    assertEquals(Main.FAILED, run.exit());
    Stream<String> trace = run.stderr().lines();
    assertTrue(trace.anyMatch(frame -> frame.startsWith("\tat " + FailureTest.class.getName())));
    String last = "pare: " + line.replace("; add --debug for details", "") + "\n";
    assertTrue(run.stderr().endsWith(last), run.stderr());
  }

  private static PareRun run(Throwable failure, String... options) {
    return PareRun.capture(
        () -> {
          CommandLine command = Main.commandLine();
          command.addSubcommand(new Fail(failure));
          String[] arguments =
              Stream.concat(Stream.of("fail"), Stream.of(options)).toArray(String[]::new);
          return Main.run(command, arguments);
        });
  }
}
