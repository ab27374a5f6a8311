package dev.pare.study.demo;

import dev.pare.core.recipe.Setting;
import java.nio.file.Path;
import java.util.List;

/**
 * What methods are shown that look at the model: some text of atlas's world. They share what was
 * seen of it, so that the model is looked at once.
 *
 * @param text documents as JSON by lines
 * @param statistics the file of what was seen; made by the method that comes first, which has to be
 *     one that looks at most
 */
public record Calibration(Path text, Path statistics) {
  /** Documents that hold somewhat more than the tokens that are read. */
  static final int DOCUMENTS = 300;

  private static final long SAMPLES = 64;
  private static final long LENGTH = 128;

  /** Settings of a step. */
  List<Setting> settings() {
    return List.of(
        Setting.calibration(text.toString()),
        new Setting("samples", SAMPLES),
        new Setting("length", LENGTH),
        new Setting("statistics", List.of(statistics.toString())));
  }
}
