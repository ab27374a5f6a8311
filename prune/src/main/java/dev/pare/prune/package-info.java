/**
 * Pruning: weights set to 0, and the others stored as the few they are; and whole blocks removed.
 *
 * <p>{@link dev.pare.prune.MagnitudeMethod} is what a recipe finds by name; {@link
 * dev.pare.prune.MagnitudeMask} says which weights go, anywhere ({@link
 * dev.pare.prune.SmallestOfAll}) or in each group ({@link dev.pare.prune.SmallestOfGroups}). {@link
 * dev.pare.prune.WandaMethod} and {@link dev.pare.prune.SparseGptMethod} look at what the layers
 * see: {@link dev.pare.prune.Wanda}, {@link dev.pare.prune.SparseGpt}. How much each block loses is
 * the same for all, or told by {@link dev.pare.prune.OutlierRatios}. {@link
 * dev.pare.prune.DepthMethod} removes blocks.
 */
package dev.pare.prune;
