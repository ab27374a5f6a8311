package dev.pare.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/** What a method that looks at the model's inputs shows it. */
final class CalibrationOptions {
  @Option(
      names = "--calibration",
      paramLabel = "FILE[,FILE]",
      description =
          "Text to look at the model's inputs with, for methods that do: plain, or .jsonl with"
              + " \"text\" or \"messages\"; generated for text that the model writes itself.")
  private String files;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Sequences of it that are taken (default: 128).")
  private Long samples;

  @Option(
      names = "--length",
      paramLabel = "N",
      description = "Tokens of a sequence (default: 512).")
  private Long length;

  /** Adds what was given; a method without calibration knows none of these keys. */
  void putInto(Map<String, Object> settings) {
    if (files != null) {
      settings.put("calibration", files);
    }
    if (samples != null) {
      settings.put("samples", samples);
    }
    if (length != null) {
      settings.put("length", length);
    }
  }
}
