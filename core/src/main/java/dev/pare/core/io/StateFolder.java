package dev.pare.core.io;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What work that was killed goes on from: a folder {@code .NAME.state} beside the output, made when
 * something is put into it and kept until the output is there. Whoever holds the output's {@link
 * OutputFolder} has it for himself.
 */
public final class StateFolder {
  private final Path folder;

  /**
   * @param output the folder that the work makes
   */
  public StateFolder(Path output) {
    Path target = output.toAbsolutePath().normalize();
    folder = target.resolveSibling("." + target.getFileName() + ".state");
  }

  /**
   * The place of one part of the work, a folder that need not be there.
   *
   * @throws PareException if something else has the state's name
   */
  public Path part(String name) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new PareException(folder, "is the state of other work", "finish that, or remove it");
    }
    return folder.resolve(name);
  }

  /** Removes it with all that is in it. */
  public void remove() {
    try {
      StagedOutput.deleteTree(folder);
    } catch (IOException e) {
      throw PareException.unwritable(folder, e);
    }
  }

  /** Removes it if nothing is in it that could be gone on from. */
  public void removeIfEmpty() {
    if (Files.isDirectory(folder) && !holdsFiles()) {
      remove();
    }
  }

  private boolean holdsFiles() {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.anyMatch(Files::isRegularFile);
    } catch (IOException e) {
      throw PareException.unreadable(folder, e);
    }
  }
}
