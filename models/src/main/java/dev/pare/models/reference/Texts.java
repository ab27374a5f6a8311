package dev.pare.models.reference;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One-line files that may be absent. */
final class Texts {
  private Texts() {}

  static Optional<String> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(Files.readString(file)).filter(text -> !text.isEmpty())
          : Optional.empty();
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  /** Writes the file, or removes it. */
  static void write(Path file, Optional<String> text) {
    try {
      if (text.isPresent()) {
        Files.writeString(file, text.get());
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }
}
