/**
 * Quantization: floating-point weights to integer codes on a grid.
 *
 * <p>{@link dev.pare.quantize.RoundToNearestMethod} is what a recipe finds by name; {@link
 * dev.pare.quantize.RoundToNearest} is the algorithm.
 */
package dev.pare.quantize;
