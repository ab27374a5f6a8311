package dev.pare.train;

import dev.pare.core.progress.Progress;

/**
 * How a training runs; nothing of it but the threads, in last digits, changes what comes out.
 *
 * @param overwrite whether a model of the output's name may be replaced
 */
public record TrainingOptions(int threads, boolean overwrite, Progress progress) {}
