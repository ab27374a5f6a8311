/**
 * How sure a task's figures are, and whether a model matches the one it was made of.
 *
 * <p>Entry class: {@link dev.pare.evaluate.statistics.TaskComparison}, from two arrays of scores,
 * one score a sample, in the same order of samples. Reading order: {@link
 * dev.pare.evaluate.statistics.Figure} (one model's mean), {@link
 * dev.pare.evaluate.statistics.Difference} (two models' on the same samples), {@link
 * dev.pare.evaluate.statistics.Matching} (the verdict), {@link
 * dev.pare.evaluate.statistics.DecidingSamples} (how many samples decide it), {@link
 * dev.pare.evaluate.statistics.Holm} (many tasks at once).
 *
 * <p>Scores lie between 0 and 1, higher is better. Where all are 0 or 1 the binomial methods apply:
 * {@code Wilson}, {@code Tango}, {@code NamBlackwelder}, {@code McNemar}. Else samples are drawn
 * again: {@code Bca}, {@code SignFlips}; and where too few samples vary for that, the binomial
 * methods apply once more, as bounds ({@link dev.pare.evaluate.statistics.PairedTable}).
 *
 * <p>All of it takes samples for independent. Several scores of one question, such as its options
 * in several orders, are to be averaged into one first. Every interval is at 95 %, and the same
 * scores with the same seed give the same figures to the last bit.
 */
package dev.pare.evaluate.statistics;
