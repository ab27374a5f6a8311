package dev.pare.train;

import java.nio.file.Path;

/**
 * What a training came to.
 *
 * @param tokens trained on, padding included
 * @param loss the mean over the last point of the curve
 * @param heldOutLoss NaN where none was asked for
 * @param bytes of all weights
 * @param seconds of training in all runs that led here
 */
public record TrainingResult(
    Path output,
    long steps,
    long tokens,
    double loss,
    double heldOutLoss,
    long bytes,
    double bitsPerWeight,
    double seconds,
    long peakRssBytes) {}
