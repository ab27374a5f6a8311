/**
 * How far a model's distributions are from a baseline's that is no longer there: of each of the
 * baseline's rows some 250 bytes are kept.
 *
 * <p>Entry classes: {@link dev.pare.evaluate.divergence.RowKeeper}, which makes {@link
 * dev.pare.evaluate.divergence.KeptRow}s, and {@link dev.pare.evaluate.divergence.RowDivergence},
 * which compares a model's row with one. {@link dev.pare.evaluate.divergence.KeptRows} is how they
 * are stored.
 */
package dev.pare.evaluate.divergence;
