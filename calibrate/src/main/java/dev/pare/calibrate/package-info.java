/**
 * Looking at a model block by block: what its linears see, and their compression one after the
 * other.
 *
 * <p>Reading order: {@link dev.pare.calibrate.LinearMethod} (what a method implements), {@link
 * dev.pare.calibrate.InputStatistics} (what it is given), {@link
 * dev.pare.calibrate.CompressedLinear} (what it gives).
 */
package dev.pare.calibrate;
