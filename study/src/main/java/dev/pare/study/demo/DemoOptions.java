package dev.pare.study.demo;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the demo is run.
 *
 * @param threads that compress; those of the engine are its own
 * @param seed of the questions drawn, and of resampled intervals
 * @param limit of samples a task, in place of the suite's
 * @param output a folder to be made for models and results; without it nothing is kept
 */
public record DemoOptions(int threads, long seed, Optional<Integer> limit, Optional<Path> output) {}
