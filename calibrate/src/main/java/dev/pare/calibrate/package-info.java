/**
 * Looking at a model block by block: what its linears see, and their compression one after the
 * other.
 *
 * <p>Reading order: {@link dev.pare.calibrate.LinearMethod} (what a method implements), {@link
 * dev.pare.calibrate.InputStatistics} (what it is given), {@link
 * dev.pare.calibrate.CompressedLinear} (what it gives), {@link dev.pare.calibrate.BlockMethod} (one
 * that is given a whole block); {@link dev.pare.calibrate.CalibratedTransform} (the step it makes),
 * {@code SequentialCompressor} and {@code BlockCompressor} (the drivers), {@code LayerStore} (what
 * outlives a kill). {@link dev.pare.calibrate.SensitivitySurvey} measures what each weight loses in
 * each of some encodings. {@code dev.pare.calibrate.data} has the texts.
 */
package dev.pare.calibrate;
