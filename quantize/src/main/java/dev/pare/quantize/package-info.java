/**
 * Quantization: floating-point weights to integer codes on a grid.
 *
 * <p>{@link dev.pare.quantize.RoundToNearestMethod} and {@link dev.pare.quantize.GptqMethod} are
 * what a recipe finds by name; {@link dev.pare.quantize.RoundToNearest} is the first's algorithm,
 * {@link dev.pare.quantize.Gptq} with {@link dev.pare.quantize.GptqGrids} the second's. With a
 * {@link dev.pare.quantize.Budget} in its settings a method makes a {@link
 * dev.pare.quantize.BudgetTransform}: a grid for each weight, chosen by {@link
 * dev.pare.quantize.ChoiceKnapsack}.
 */
package dev.pare.quantize;
