/**
 * Questions made by rule from a seed, as many as are asked for: no file can leak them into a
 * model's training data.
 *
 * <p>Entry class: {@link dev.pare.evaluate.generate.SampleGenerators}, which finds a {@link
 * dev.pare.evaluate.generate.SampleGenerator} by name and gives it its options. Reading order:
 * {@link dev.pare.evaluate.generate.GeneratedSamples} (the samples of one seed, by index), {@link
 * dev.pare.evaluate.generate.Draws} (chance that depends on seed and index alone), then one class a
 * generator. {@code QuizGenerator} has those that ask about facts: {@code AskedFacts} and {@code
 * PeerGroups} say which facts, and beside which.
 */
package dev.pare.evaluate.generate;
