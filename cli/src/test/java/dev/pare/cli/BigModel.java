package dev.pare.cli;

import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import java.nio.file.Path;

/** A checkpoint larger than the memory that work on it may take. */
final class BigModel {
  private BigModel() {}

  /** 340 MB: 2 layers of 16-bit weights, the largest of them 67 MB. */
  static Path write(Path folder) {
    return SmallModel.write(
        new RandomCheckpoint(
            RandomCheckpoint.settings(2, 2560, 20, 4, 128, 10240, 256), DType.BF16, 1),
        folder);
  }
}
