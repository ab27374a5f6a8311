/**
 * Weights to ggml's blocks, the quantized types of GGUF files.
 *
 * <p>Reading order: {@link dev.pare.quantize.ggml.GgmlEncoder} (the entry), {@link
 * dev.pare.quantize.ggml.RangeRounding} (the plain types). What the bytes mean stands in core's
 * {@code SmallBlocks} and {@code SuperBlocks}.
 */
package dev.pare.quantize.ggml;
