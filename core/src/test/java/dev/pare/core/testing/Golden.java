package dev.pare.core.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files under {@code dev/pare/core/golden} on the class path; oracles/ holds what made them. */
public final class Golden {
  private static final String ROOT = "/dev/pare/core/golden/";

  private Golden() {}

  /**
   * @param path such as {@code pare-1/other/recipe.yaml}
   */
  public static byte[] bytes(String path) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream(ROOT + path)) {
      if (in == null) {
        throw new IOException("no golden file " + path);
      }
      return in.readAllBytes();
    }
  }

  /** Copies some files of a golden folder, which may lie in a jar, to a folder. */
  public static Path copy(String from, Path to, String... names) throws IOException {
    Files.createDirectories(to);
    for (String name : names) {
      Files.write(to.resolve(name), bytes(from + "/" + name));
    }
    return to;
  }
}
