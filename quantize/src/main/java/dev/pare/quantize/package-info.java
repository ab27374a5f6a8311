/**
 * Quantization: floating-point weights to integer codes on a grid.
 *
 * <p>{@link dev.pare.quantize.RoundToNearestMethod}, {@link dev.pare.quantize.GptqMethod}, {@link
 * dev.pare.quantize.AwqMethod} and {@link dev.pare.quantize.HqqMethod} are what a recipe finds by
 * name; {@link dev.pare.quantize.RoundToNearest} with a {@link dev.pare.quantize.GridFit} is the
 * first's algorithm, {@link dev.pare.quantize.Gptq} with {@link dev.pare.quantize.GptqGrids} the
 * second's, {@link dev.pare.quantize.Awq} and {@link dev.pare.quantize.HalfQuadratic} the others'.
 * With a {@link dev.pare.quantize.Budget} in its settings a method makes a {@link
 * dev.pare.quantize.BudgetTransform}: a grid for each weight, chosen by {@link
 * dev.pare.quantize.ChoiceKnapsack}.
 */
package dev.pare.quantize;
