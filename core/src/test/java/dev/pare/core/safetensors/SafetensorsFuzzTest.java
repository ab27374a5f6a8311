package dev.pare.core.safetensors;

import static dev.pare.core.safetensors.RawFile.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Damaged files: each is either read in full or refused by a {@link PareException}. */
class SafetensorsFuzzTest {
  private static final int MUTATIONS = 100_000;
  private static final long SEED = 20_250_101;
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "8",
          "64",
          "2147483647",
          "2147483648",
          "4294967296",
          "1e3",
          "0.5",
          "00",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "\"8\"",
          "null");

  private final Random random = new Random(SEED);

  private static List<byte[]> validFiles() throws IOException {
    String tensors =
        entry("a", "F32", "2,2", "0,16")
            + ","
            + entry("b", "BF16", "", "16,18")
            + ","
            + entry("c", "I64", "0,3", "18,18")
            + ","
            + entry("ä", "U8", "6", "18,24");
    String metadata = "\"__metadata__\":{\"format\":\"pt\",\"x\":\"\\u00e9\"}";
    try (InputStream golden = SafetensorsFuzzTest.class.getResourceAsStream("golden.safetensors")) {
      return List.of(
          golden.readAllBytes(),
          RawFile.of("{" + tensors + "}", 24),
          RawFile.of("{" + metadata + "," + tensors + "}   ", 24),
          RawFile.of("{}", 0));
    }
  }

  @Test
  void damageIsRefusedOrHarmless() throws IOException {
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
        throw new AssertionError("mutation " + i + ": " + printable(file), e);
      }
    }
    // Damage to the data, or to a name, leaves a valid file; most other damage does not.
    assertTrue(taken > MUTATIONS / 100 && taken < MUTATIONS / 2, taken + " taken");
  }

  private static void readAll(byte[] file) {
    try (SafetensorsFile in = RawFile.open(file)) {
      for (String name : in.names()) {
        ByteSource data = in.data(name);
        assertEquals(in.entry(name).byteSize(), data.size());
        data.read(0, ByteBuffer.allocate((int) data.size()));
      }
    }
  }

  private byte[] mutate(byte[] file, byte[] other) {
    if (file.length == 0) {
      return other;
    }
    int at = random.nextInt(file.length);
    return switch (random.nextInt(7)) {
      case 0 -> replaced(file, at, file[at] ^ (1 << random.nextInt(8)));
      case 1 -> replaced(file, at, random.nextInt());
      case 2 -> replaced(file, at, "{}[]\",:0 ".charAt(random.nextInt(9)));
      case 3 -> Arrays.copyOf(file, at);
      case 4 -> spliced(file, at, at, other);
      case 5 -> spliced(file, at, Math.min(file.length, at + random.nextInt(40)), other);
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
    byte[] result = new byte[from + length + file.length - to];
    System.arraycopy(file, 0, result, 0, from);
    System.arraycopy(other, start, result, from, length);
    System.arraycopy(file, to, result, from + length, file.length - to);
    return random.nextBoolean() ? grownHeader(result, length - (to - from)) : result;
  }

  private byte[] numberTampered(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    List<MatchResult> numbers = NUMBER.matcher(text).results().toList();
    if (numbers.isEmpty()) {
      return file;
    }
    MatchResult hit = numbers.get(random.nextInt(numbers.size()));
    String number = NUMBERS.get(random.nextInt(NUMBERS.size()));
    String tampered = text.substring(0, hit.start()) + number + text.substring(hit.end());
    byte[] result = tampered.getBytes(StandardCharsets.ISO_8859_1);
    return grownHeader(result, result.length - file.length);
  }

  /** The header's length mended, so that the damage in it is met and not only the length. */
  private static byte[] grownHeader(byte[] file, int growth) {
    if (file.length >= Long.BYTES) {
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(0, bytes.getLong(0) + growth);
    }
    return file;
  }

  private static String printable(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1);
  }
}
