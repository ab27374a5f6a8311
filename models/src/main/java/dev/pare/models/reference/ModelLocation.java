package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.tensor.FileBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a model lies on this machine.
 *
 * @param path a folder or file; the archive, where the model is read inside it
 * @param inside the part of the archive that is the model's GGUF file
 */
public record ModelLocation(Path path, Optional<Region> inside) {

  /** A file that lies in an archive as it is. */
  public record Region(String entry, long start, long size) {}

  static ModelLocation of(Path path) {
    return new ModelLocation(path, Optional.empty());
  }

  /**
   * @throws PareException if it is no model, or a damaged one
   */
  public Checkpoint open() {
    if (inside.isEmpty()) {
      return Checkpoints.open(path);
    }
    FileBytes archive = FileBytes.open(path);
    Region region = inside.get();
    return Checkpoints.openGguf(
        toString(), archive.slice(region.start(), region.size()), archive::close);
  }

  /** What the model takes on disk. */
  public long bytes() {
    return inside.isPresent() ? inside.get().size() : bytes(path);
  }

  static long bytes(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw PareException.unreadable(path, e);
    }
  }

  @Override
  public String toString() {
    return path + inside.map(region -> ModelReference.SEPARATOR + region.entry()).orElse("");
  }
}
