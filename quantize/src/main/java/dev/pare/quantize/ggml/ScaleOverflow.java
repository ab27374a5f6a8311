package dev.pare.quantize.ggml;

/** A block's weights are too large for a float16 scale. {@link GgmlEncoder} says whose. */
final class ScaleOverflow extends ArithmeticException {
  private static final long serialVersionUID = 1L;
}
