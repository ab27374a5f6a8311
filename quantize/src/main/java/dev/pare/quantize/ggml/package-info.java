/**
 * Weights to ggml's blocks, the quantized types of GGUF files.
 *
 * <p>Reading order: {@link dev.pare.quantize.ggml.GgmlView} and {@link
 * dev.pare.quantize.ggml.GgmlEncoder} (the entries), {@link dev.pare.quantize.ggml.RangeRounding}
 * (the plain types), {@link dev.pare.quantize.ggml.Lanes}, {@link
 * dev.pare.quantize.ggml.ScaleSearch} and {@link dev.pare.quantize.ggml.SmallSearch} (32 weights a
 * scale), {@link dev.pare.quantize.ggml.SuperSearch} with {@link
 * dev.pare.quantize.ggml.ScaleIntegers} (K-quants), {@link dev.pare.quantize.ggml.CodebookSearch}
 * (IQ4_NL). What the bytes mean stands in core's {@code SmallBlocks} and {@code SuperBlocks}.
 */
package dev.pare.quantize.ggml;
