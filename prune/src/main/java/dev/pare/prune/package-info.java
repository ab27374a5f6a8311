/**
 * Pruning: weights set to 0, and the others stored as the few they are.
 *
 * <p>{@link dev.pare.prune.MagnitudeMethod} is what a recipe finds by name; {@link
 * dev.pare.prune.MagnitudeMask} says which weights go, anywhere ({@link
 * dev.pare.prune.SmallestOfAll}) or in each group ({@link dev.pare.prune.SmallestOfGroups}).
 */
package dev.pare.prune;
