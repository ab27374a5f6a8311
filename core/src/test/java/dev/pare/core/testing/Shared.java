package dev.pare.core.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The models and data beside the checkout: a test that needs one is skipped where it is absent. */
public final class Shared {
  private static final String ROOT = System.getProperty("pare.shared", "../shared");

  private Shared() {}

  /** The path of a shared file or folder; aborts the test where there is none. */
  public static Path require(String relative) {
    Path path = Path.of(ROOT, relative).toAbsolutePath().normalize();
    assumeTrue(Files.exists(path), () -> "needs " + path + " (set -Dpare.shared=FOLDER)");
    return path;
  }
}
