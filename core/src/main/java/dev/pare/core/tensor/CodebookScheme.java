package dev.pare.core.tensor;

/**
 * The codebooks of a weight: w = codebook[index] with index in 0 … 2^b − 1.
 *
 * @param numBits b, 1 to 8
 * @param channels output channels (rows), one after the other, that share a codebook; the last
 *     codebook may serve fewer. {@link #WHOLE_TENSOR} where all do
 */
public record CodebookScheme(int numBits, int channels) {
  public static final int MIN_BITS = 1;
  public static final int MAX_BITS = 8;
  public static final int WHOLE_TENSOR = Integer.MAX_VALUE;

  public CodebookScheme {
    if (numBits < MIN_BITS || numBits > MAX_BITS) {
      throw new IllegalArgumentException(
          numBits + " bits is not between " + MIN_BITS + " and " + MAX_BITS);
    }
    if (channels < 1) {
      throw new IllegalArgumentException("codebooks of " + channels + " channels");
    }
  }

  /** One codebook for the whole weight. */
  public static CodebookScheme tensor(int numBits) {
    return new CodebookScheme(numBits, WHOLE_TENSOR);
  }

  /** A codebook for each output channel. */
  public static CodebookScheme channel(int numBits) {
    return new CodebookScheme(numBits, 1);
  }

  /** A codebook for each {@code channels} output channels. */
  public static CodebookScheme group(int numBits, int channels) {
    return new CodebookScheme(numBits, channels);
  }

  /** Entries of one codebook, 2^b. */
  public int entries() {
    return 1 << numBits;
  }

  /** Codebooks of a weight that has {@code rows} ≥ 1 output channels. */
  public int codebooks(int rows) {
    return 1 + codebookOf(rows - 1);
  }

  /** The codebook that an output channel uses. */
  public int codebookOf(int row) {
    return row / channels;
  }

  @Override
  public String toString() {
    String shared =
        channels == WHOLE_TENSOR ? "tensor" : channels == 1 ? "channel" : channels + " channels";
    return "codebook" + numBits + " " + shared;
  }
}
