/**
 * A linear layer's weight decided column by column, each column's error made up for by the columns
 * behind it: the loop that GPTQ, SparseGPT and GPTQ with a codebook share.
 *
 * <p>Reading order: {@link dev.pare.calibrate.solver.ColumnSolver} (the algorithm), {@link
 * dev.pare.calibrate.solver.HessianFactor} (what it knows of the inputs), {@link
 * dev.pare.calibrate.solver.ColumnRule} (what decides a column), {@link
 * dev.pare.calibrate.solver.BlockMask} and {@link dev.pare.calibrate.solver.PatternMask}
 * (SparseGPT's rules), {@link dev.pare.calibrate.solver.CodebookRounding}, {@link
 * dev.pare.calibrate.solver.OutputLoss}.
 */
package dev.pare.calibrate.solver;
