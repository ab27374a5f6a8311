package dev.pare.core.recipe;

/**
 * What a compression is expected to take, told before it starts.
 *
 * @param bytes all files of the output
 * @param peakRssBytes of the process
 * @param seconds until the output is in place
 */
public record Prediction(long bytes, long peakRssBytes, double seconds) {}
