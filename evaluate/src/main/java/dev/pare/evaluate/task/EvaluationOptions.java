package dev.pare.evaluate.task;

import java.nio.file.Path;
import java.util.Optional;

/**
 * @param data the folder that holds the tasks' data; without it a task file's own folder
 * @param limit of samples a task, over the task's own; see {@code Selection} for which
 * @param seed of that choice, and of resampled intervals
 * @param answers the folder where answers are kept from run to run; without it they are not
 */
public record EvaluationOptions(
    Optional<Path> data, Optional<Integer> limit, long seed, Optional<Path> answers) {}
