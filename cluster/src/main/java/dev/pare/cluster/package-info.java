/**
 * Weight clustering: weights to indices into codebooks of a few values.
 *
 * <p>{@link dev.pare.cluster.KMeansMethod} is what a recipe finds by name. Reading order: {@link
 * dev.pare.cluster.Clustering} (a weight, clustered when it is read), {@link
 * dev.pare.cluster.CodebookSearch} (one codebook), {@link dev.pare.cluster.ExactKMeans} (the
 * algorithm), {@link dev.pare.cluster.Importance} (how much each weight counts). {@link
 * dev.pare.cluster.ActivationMethod} and {@link dev.pare.cluster.CodebookGptqMethod} look at what
 * the layers see, {@link dev.pare.cluster.FisherMethod} at gradients.
 */
package dev.pare.cluster;
