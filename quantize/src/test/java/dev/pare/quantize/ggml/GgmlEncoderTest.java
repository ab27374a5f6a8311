package dev.pare.quantize.ggml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Shape;
import dev.pare.core.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** Held against ggml on rows of every kind: oracles/ggml_encoding.py. */
class GgmlEncoderTest {
  /** Room for the order in which errors are summed. */
  private static final double ROUNDING = 1e-6;

  /**
   * Rows of one or two values, more or less: what is lost there hangs on how near some product of a
   * float16 and a few integers comes to them, which no search of either side looks for.
   */
  private static final Set<String> UNLIKE_WEIGHTS =
      Set.of("constant", "outlier", "alternating", "offset");

  private static final double UNLIKE = 0.05;
  private static final double LUCK = 1e-6;

  static Stream<String> golden() {
    try {
      String text =
          new String(Golden.bytes("ggml/encoding.txt"), StandardCharsets.US_ASCII).strip();
      return text.lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encode(GgmlType type, float[] w, int columns, float[] importance) {
    GgmlEncoder encoder = GgmlEncoder.of(type, columns);
    int rows = w.length / columns;
    byte[] blocks = new byte[rows * encoder.rowBytes()];
    encoder.encode("weight", w, 0, rows, importance, blocks, 0);
    return blocks;
  }

  private static float[] decode(GgmlType type, byte[] blocks, int size) {
    float[] decoded = new float[size];
    new GgmlBlockTensor(type, Shape.of(size), ByteSource.of(blocks)).decodeRow(0, decoded);
    return decoded;
  }

  private static double error(float[] w, float[] decoded, float[] importance) {
    double error = 0;
    for (int i = 0; i < w.length; i++) {
      double cost = importance == null ? 1 : importance[i % importance.length];
      error += cost * ((double) w[i] - decoded[i]) * ((double) w[i] - decoded[i]);
    }
    return error;
  }

  @ParameterizedTest
  @MethodSource("golden")
  void noMoreIsLostThanGgmlLoses(String line) {
    String[] parts = line.split(" ");
    GgmlType type = GgmlType.valueOf(parts[0]);
    float[] w = SeededRows.rows(SeededRows.Kind.of(parts[2]));
    float[] importance = parts[1].equals("plain") ? null : SeededRows.importance();
    byte[] blocks = encode(type, w, SeededRows.COLUMNS, importance);
    double lost = error(w, decode(type, blocks, w.length), importance);
    double ggml = Double.parseDouble(parts[3]);
    double energy = error(w, new float[w.length], importance);
    double allowed =
        UNLIKE_WEIGHTS.contains(parts[2]) ? UNLIKE * ggml + LUCK * energy : ROUNDING * ggml;
    assertTrue(lost <= ggml + allowed, () -> line + ": " + lost / ggml);
    if (parts.length > 4) {
      CRC32 checksum = new CRC32();
      checksum.update(blocks);
      assertEquals(Long.parseLong(parts[4], 16), checksum.getValue(), "the very bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"F32", "F16", "BF16"})
  void rowsOneByOneAreTheSameAsAllAtOnce(GgmlType type) {
    float[] w = SeededRows.rows(SeededRows.Kind.STUDENT);
    for (float[] importance : new float[][] {null, SeededRows.importance()}) {
      byte[] all = encode(type, w, SeededRows.COLUMNS, importance);
      GgmlEncoder encoder = GgmlEncoder.of(type, SeededRows.COLUMNS);
      byte[] single = new byte[all.length];
      for (int row = 0; row < SeededRows.ROWS; row++) {
        int to = row * encoder.rowBytes();
        encoder.encode(w, row * SeededRows.COLUMNS, importance, single, to);
      }
      assertArrayEquals(all, single);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"F32", "F16", "BF16"})
  void whatWasEncodedBeforeMakesNoDifference(GgmlType type) {
    GgmlEncoder used = GgmlEncoder.of(type, SeededRows.COLUMNS);
    byte[] blocks = new byte[used.rowBytes()];
    for (SeededRows.Kind kind : SeededRows.Kind.values()) {
      float[] w = SeededRows.rows(kind);
      for (float[] importance : new float[][] {null, SeededRows.importance(), null}) {
        used.encode(w, 0, importance, blocks, 0);
        byte[] fresh = new byte[blocks.length];
        GgmlEncoder.of(type, SeededRows.COLUMNS).encode(w, 0, importance, fresh, 0);
        assertArrayEquals(fresh, blocks, kind.name());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"F32", "F16", "BF16"})
  void anyFiniteWeightsGiveFiniteBlocksOrAnError(GgmlType type) {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      float[] w = new float[256];
      double scale = Math.pow(10, random.nextInt(48) - 44);
      for (int k = 0; k < w.length; k++) {
        w[k] = (float) (random.nextGaussian() * scale * Math.pow(10, -random.nextInt(1 + i % 12)));
      }
      float[] importance = new float[256];
      for (int k = 0; k < w.length; k++) {
        importance[k] = (float) Math.pow(10, random.nextInt(1 + i % 40) - 20);
      }
      float[] decoded = decode(type, encode(type, w, 256, i % 2 == 0 ? null : importance), 256);
      for (float value : decoded) {
        assertTrue(Float.isFinite(value), () -> type + " at scale " + scale);
      }
      float[] zeros = new float[256];
      assertTrue(
          error(w, decoded, i % 2 == 0 ? null : importance)
              <= 1.001 * error(w, zeros, i % 2 == 0 ? null : importance) + 1e-9,
          () -> type + " at scale " + scale);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"F32", "F16", "BF16"})
  void nanInfiniteAndTooLargeWeightsAreRefused(GgmlType type) {
    for (float bad :
        new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f}) {
      for (int at : new int[] {0, 17, 255}) {
        float[] w = new float[256];
        Arrays.fill(w, 0.5f);
        w[at] = bad;
        for (float[] importance : new float[][] {null, ones(256)}) {
          PareException e =
              assertThrows(
                  PareException.class,
                  () -> encode(type, w, 256, importance),
                  () -> type + " " + bad);
          assertTrue(
              e.getMessage().startsWith("weight: holds ") && e.getMessage().contains("weights"),
              e.getMessage());
        }
      }
    }
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void importanceThatIsNoneIsRefused() {
    float[] w = new float[256];
    for (float bad : new float[] {Float.NaN, -1, Float.POSITIVE_INFINITY}) {
      float[] importance = ones(256);
      importance[5] = bad;
      assertThrows(PareException.class, () -> encode(GgmlType.Q4_K, w, 256, importance));
    }
    assertThrows(PareException.class, () -> encode(GgmlType.Q4_K, w, 256, ones(255)));
  }

  @Test
  void columnsThatAreNoWholeBlocksAndTypesWithoutBlocksAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> GgmlEncoder.of(GgmlType.Q4_K, 576));
    assertThrows(IllegalArgumentException.class, () -> GgmlEncoder.of(GgmlType.Q8_0, 0));
    for (GgmlType dense : List.of(GgmlType.F32, GgmlType.F16, GgmlType.BF16)) {
      assertThrows(IllegalArgumentException.class, () -> GgmlEncoder.of(dense, 32));
    }
  }
}
