package dev.pare.core.tensor;

/**
 * The 16-bit floats as IEEE 754 defines them, in double arithmetic that is exact here: an oracle
 * that shares no bit trick with {@link FloatCodec}.
 */
enum SlowHalf {
  F16(5, 10),
  BF16(8, 7);

  private final int mantissaBits;
  private final int bias;
  private final int exponentOfInfinity;

  SlowHalf(int exponentBits, int mantissaBits) {
    this.mantissaBits = mantissaBits;
    this.bias = (1 << (exponentBits - 1)) - 1;
    this.exponentOfInfinity = (1 << exponentBits) - 1;
  }

  /** The number that 16 bits stand for. */
  double value(int bits) {
    double sign = (bits & 0x8000) == 0 ? 1 : -1;
    int exponent = (bits & 0x7fff) >> mantissaBits;
    int mantissa = bits & ((1 << mantissaBits) - 1);
    if (exponent == exponentOfInfinity) {
      return mantissa == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    double fraction = mantissa / Math.pow(2, mantissaBits);
    return exponent == 0
        ? sign * fraction * Math.pow(2, 1 - bias)
        : sign * (1 + fraction) * Math.pow(2, exponent - bias);
  }

  boolean isFinite(int bits) {
    return Double.isFinite(value(bits));
  }

  /** Half-way to the next magnitude, which after the largest is what would follow it. */
  double middleAbove(int bits) {
    double next = isFinite(bits + 1) ? value(bits + 1) : Math.pow(2, bias + 1);
    return (value(bits) + next) / 2;
  }

  /** The nearest value, of two the one with the even mantissa. */
  double round(float value) {
    if (Float.isNaN(value) || Float.isInfinite(value)) {
      return value;
    }
    double magnitude = Math.abs((double) value);
    int exponent = Math.max(magnitude == 0 ? 1 - bias : Math.getExponent(magnitude), 1 - bias);
    double step = Math.pow(2, exponent - mantissaBits);
    double rounded = Math.rint(magnitude / step) * step;
    double limit = Math.pow(2, bias + 1);
    return Math.copySign(rounded >= limit ? Double.POSITIVE_INFINITY : rounded, value);
  }
}
