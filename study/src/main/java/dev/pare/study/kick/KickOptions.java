package dev.pare.study.kick;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the study is made.
 *
 * @param pruners at least one
 * @param amounts at least one, each once: shares, rising, then patterns
 * @param suite whose families are asked: a name or a file; {@code kick} is its edition for the
 *     model
 * @param text the task of whole texts that perplexity is measured on; without it the suite's own
 * @param data the folder that holds the tasks' data
 * @param threads that prune; those of the engine are its own
 * @param seed of the questions drawn, of calibration, and of resampled intervals
 * @param limit of samples a task, in place of the suite's
 * @param output the folder to be made
 * @param answers the folder where answers and finished cells are kept from run to run
 */
public record KickOptions(
    List<Pruner> pruners,
    List<Amount> amounts,
    String suite,
    Optional<String> text,
    Optional<Path> data,
    int threads,
    long seed,
    Optional<Integer> limit,
    Path output,
    Path answers) {
  public KickOptions {
    pruners = List.copyOf(pruners);
    amounts = List.copyOf(amounts);
  }
}
