package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** What one command line did. */
record PareRun(int exit, String stdout, String stderr) {

  /** Runs a command line in this process. */
  static PareRun of(Object... arguments) {
    return capture(() -> Main.run(strings(arguments)));
  }

  /** Arguments as text; those in a list stand there one after the other. */
  static String[] strings(Object... arguments) {
    return Stream.of(arguments)
        .flatMap(argument -> argument instanceof List<?> list ? list.stream() : Stream.of(argument))
        .map(String::valueOf)
        .toArray(String[]::new);
  }

  /** Runs something that prints and returns an exit code. */
  static PareRun capture(IntSupplier command) {
    PrintStream stdout = System.out;
    PrintStream stderr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int exit = command.getAsInt();
      return new PareRun(
          exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
  }

  /** The same, having made sure that all went well. */
  PareRun succeeded() {
    assertEquals(0, exit, this::toString);
    return this;
  }

  /** The object that is all of stdout. */
  JsonObject json() {
    succeeded();
    return Json.readObject("stdout", stdout);
  }

  /** The one line that told the failure, less its "pare: ". */
  String failure(int expectedExit) {
    assertEquals(expectedExit, exit, this::toString);
    assertEquals("", stdout, "a failure prints no result");
    List<String> lines = stderr.lines().filter(line -> !isLog(line)).toList();
    assertEquals(1, lines.size(), stderr);
    assertTrue(lines.get(0).startsWith("pare: "), stderr);
    return lines.get(0).substring("pare: ".length());
  }

  /** What long work says beside its result. */
  private static boolean isLog(String line) {
    return line.startsWith("expected: ")
        || line.startsWith("going on after ")
        || line.endsWith(" left");
  }
}
