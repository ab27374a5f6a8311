/**
 * How one weight is stored, and how its bytes become float32 rows.
 *
 * <p>Reading order: {@link dev.pare.core.tensor.WeightTensor} (the seam), {@link
 * dev.pare.core.tensor.DenseTensor}, {@link dev.pare.core.tensor.QuantizedTensor} with {@link
 * dev.pare.core.tensor.QuantizedLayout} (its bytes), {@link dev.pare.core.tensor.CodebookTensor}
 * with {@link dev.pare.core.tensor.CodebookLayout}, {@link dev.pare.core.tensor.SparseTensor} (a
 * mask over any of these) with {@link dev.pare.core.tensor.SparseLayout}, {@link
 * dev.pare.core.tensor.ByteSource} (where bytes come from), {@link dev.pare.core.tensor.MadeRows}
 * (bytes made as they are read).
 */
package dev.pare.core.tensor;
