package dev.pare.core.gguf;

import static dev.pare.core.testing.RawGguf.ints;
import static dev.pare.core.testing.RawGguf.joined;
import static dev.pare.core.testing.RawGguf.longs;
import static dev.pare.core.testing.RawGguf.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.RawGguf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged files: each is either read in full or refused by a {@link PareException}. */
class GgufFuzzTest {
  private static final int MUTATIONS = 100_000;
  private static final long SEED = 20_260_101;
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    4,
    8,
    9,
    31,
    32,
    33,
    255,
    1L << 31,
    (1L << 31) - 1,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 61
  };

  private final Random random = new Random(SEED);

  private static List<byte[]> validFiles() {
    byte[] nested = joined(ints(4), longs(2), ints(5, 6));
    RawGguf full =
        new RawGguf()
            .text("general.architecture", "llama")
            .key("eps", 6, ints(Float.floatToRawIntBits(1e-5f)))
            .key("flag", 7, new byte[] {1})
            .key("big", 10, longs(1L << 40))
            .array("tokens", 8, 3, text("a"), text("bc"), text("é"))
            .array("nested", 9, 2, nested, nested)
            .tensor("x", 0, 0, 4, 2)
            .tensor("y", 8, 32, 32, 1)
            .tensor("z", 12, 96, 256);
    return List.of(
        full.bytes(96 + 144),
        new RawGguf().alignment(64).tensor("a", 1, 0, 3).tensor("b", 30, 64, 5).bytes(74),
        new RawGguf().text("k", "v").bytes(0),
        new RawGguf().bytes(0));
  }

  @Test
  void damageIsRefusedOrHarmless() {
    List<byte[]> files = validFiles();
    int taken = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] file = files.get(random.nextInt(files.size()));
      for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
        file = mutate(file, files.get(random.nextInt(files.size())));
      }
      try {
        readAll(file);
        taken++;
      } catch (PareException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("mutation " + i + ": " + HexFormat.of().formatHex(file), e);
      }
    }
    // Damage to the data, or to a value, leaves a valid file; most other damage does not.
    assertTrue(taken > MUTATIONS / 100 && taken < MUTATIONS / 2, taken + " taken");
  }

  private static void readAll(byte[] file) {
    try (GgufFile in = GgufFile.of("test", ByteSource.of(file))) {
      for (String name : in.names()) {
        GgufEntry entry = in.entry(name);
        float[] w = new float[Math.toIntExact(entry.shape().size())];
        entry.type().weight(entry.shape(), in.data(name)).decodeRows(0, entry.shape().rows(), w);
      }
      in.arrays().values().forEach(GgufArray::values);
    }
  }

  private byte[] mutate(byte[] file, byte[] other) {
    if (file.length < Long.BYTES) {
      return other;
    }
    int at = random.nextInt(file.length);
    return switch (random.nextInt(6)) {
      case 0 -> replaced(file, at, file[at] ^ (1 << random.nextInt(8)));
      case 1 -> replaced(file, at, random.nextInt());
      case 2 -> Arrays.copyOf(file, at);
      case 3 -> spliced(file, at, at, other);
      case 4 -> spliced(file, at, Math.min(file.length, at + random.nextInt(40)), other);
      default -> numberTampered(file);
    };
  }

  private static byte[] replaced(byte[] file, int at, int value) {
    byte[] copy = file.clone();
    copy[at] = (byte) value;
    return copy;
  }

  /** A piece of {@code other} in place of {@code file[from … to − 1]}. */
  private byte[] spliced(byte[] file, int from, int to, byte[] other) {
    int start = random.nextInt(other.length);
    int length = Math.min(random.nextInt(40), other.length - start);
    return joined(
        Arrays.copyOf(file, from),
        Arrays.copyOfRange(other, start, start + length),
        Arrays.copyOfRange(file, to, file.length));
  }

  /** One 32- or 64-bit number, in the header as likely as not, is another. */
  private byte[] numberTampered(byte[] file) {
    byte[] copy = file.clone();
    ByteBuffer bytes = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    int at = random.nextInt(file.length - Long.BYTES + 1);
    if (random.nextBoolean()) {
      bytes.putInt(at, (int) number);
    } else {
      bytes.putLong(at, number);
    }
    return copy;
  }
}
