package dev.pare.calibrate;

import dev.pare.core.tensor.WeightTensor;

/**
 * A linear layer's weight in its new encoding, and what that cost.
 *
 * @param tensor of the same shape; it may be made as it is read, until the driver has stored it
 * @param loss what its outputs lost on the calibration tokens, Σ over rows of e G eᵀ relative to Σ
 *     of w G wᵀ, where e = w − ŵ and G is the gram of {@link InputStatistics}; 0 where that is 0
 * @param damping what was added to the Hessian's diagonal, relative to the diagonal's mean; 0 for a
 *     method without
 * @param note what a reader must know, such as a fall-back to another method; "" for nothing
 */
public record CompressedLinear(WeightTensor tensor, double loss, double damping, String note) {}
