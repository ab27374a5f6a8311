/**
 * What to do to a checkpoint, and the doing of it.
 *
 * <p>Reading order: {@link dev.pare.core.recipe.Recipe} (data, read by {@link
 * dev.pare.core.recipe.RecipeReader}), {@link dev.pare.core.recipe.CompressionMethod} (what a
 * module of methods implements, found by {@link dev.pare.core.recipe.Methods}; docs/adr/0002),
 * {@link dev.pare.core.recipe.Compression} (predicts and runs).
 */
package dev.pare.core.recipe;
