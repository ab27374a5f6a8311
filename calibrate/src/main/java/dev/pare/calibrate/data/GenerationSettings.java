package dev.pare.calibrate.data;

import dev.pare.core.progress.Progress;
import dev.pare.models.ComputeType;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a model writes text to calibrate itself on.
 *
 * @param compute what its linears compute in
 * @param kept where what is written is kept, so that a run that was killed goes on there: how the
 *     names of its files begin, telling all that the text depends on
 */
public record GenerationSettings(ComputeType compute, Optional<Path> kept, Progress progress) {
  /** Exact, and nothing kept. */
  public static GenerationSettings standard() {
    return new GenerationSettings(ComputeType.F32, Optional.empty(), Progress.none());
  }
}
