package dev.pare.cli;

import dev.pare.core.PareException;
import dev.pare.core.io.OutputFile;
import dev.pare.evaluate.ScoredTokens;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A new file with a line a scored token: window, position, id, log-probability. It is made of what
 * came when {@link #finish} is called; closed before that, it leaves nothing.
 */
final class TokenScores implements ScoredTokens, AutoCloseable {
  private final Path file;
  private final OutputFile output;
  private final BufferedWriter out;
  private IOException failure;

  /**
   * @throws PareException if there is such a file, or it cannot be made
   */
  TokenScores(Path file) {
    if (Files.exists(file)) {
      throw new PareException(file, "exists already", "choose another name");
    }
    this.file = file;
    output = new OutputFile(file, false);
    try {
      out = Files.newBufferedWriter(output.staging());
    } catch (IOException e) {
      output.close();
      throw PareException.unwritable(file, e);
    }
  }

  @Override
  public void scored(int window, int position, int id, float logProbability) {
    try {
      out.write(
          String.format(Locale.ROOT, "%d\t%d\t%d\t%.6f\n", window, position, id, logProbability));
    } catch (IOException e) {
      failure = e;
    }
  }

  void finish() {
    try {
      out.close();
      if (failure != null) {
        throw failure;
      }
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
    output.commit();
  }

  @Override
  public void close() {
    try (output) {
      out.close();
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }
}
