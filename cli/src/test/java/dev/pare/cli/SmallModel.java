package dev.pare.cli;

import dev.pare.core.checkpoint.CheckpointWriter;
import dev.pare.core.config.Family;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallFamily;
import dev.pare.core.testing.SmallLlama;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Random models in folders, with a tokenizer whose tokens are the characters of ASCII. */
final class SmallModel {
  static final int VOCABULARY = AsciiTokenizer.VOCABULARY;

  private SmallModel() {}

  static RandomCheckpoint checkpoint() {
    return checkpoint(Map.of());
  }

  /**
   * @param changes keys of config.json that differ
   */
  static RandomCheckpoint checkpoint(Map<String, Object> changes) {
    Map<String, Object> settings = new HashMap<>(changes);
    settings.putIfAbsent("vocab_size", (long) VOCABULARY);
    return withTokenizer(SmallLlama.of(DType.F32, settings, 7));
  }

  static RandomCheckpoint checkpoint(Family family) {
    return withTokenizer(
        SmallFamily.of(family, DType.F32, Map.of("vocab_size", (long) VOCABULARY), 7));
  }

  private static RandomCheckpoint withTokenizer(RandomCheckpoint model) {
    return model.withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  /** Writes a model to a folder that is not there yet. */
  static Path write(RandomCheckpoint model, Path folder) {
    try (OutputFolder target = new OutputFolder(folder, false)) {
      new CheckpointWriter(model).write(target.staging(), 1, Progress.none());
      target.commit();
    }
    return folder;
  }
}
