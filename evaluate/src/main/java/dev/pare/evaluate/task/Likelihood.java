package dev.pare.evaluate.task;

/**
 * What a model gave a text.
 *
 * @param logProbability natural logarithm, summed over its tokens
 * @param tokens how many
 * @param greedy whether each was the most probable
 */
public record Likelihood(double logProbability, int tokens, boolean greedy) {}
