package dev.pare.core.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** GGUF files made by hand, true or not: what is put is what is there, the counts aside. */
public final class RawGguf {
  private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
  private int keyCount;
  private int tensorCount;
  private int alignment = 32;

  /** A key with the bytes of its value, the type's number first. */
  public RawGguf key(String key, int type, byte[] value) {
    put(keys, text(key), ints(type), value);
    keyCount++;
    return this;
  }

  public RawGguf text(String key, String value) {
    return key(key, 8, text(value));
  }

  public RawGguf array(String key, int itemType, long count, byte[]... items) {
    return key(key, 9, joined(ints(itemType), longs(count), joined(items)));
  }

  public RawGguf alignment(int value) {
    alignment = value;
    return key("general.alignment", 4, ints(value));
  }

  /**
   * @param dimensions as the file lists them, innermost first
   */
  public RawGguf tensor(String name, int type, long offset, long... dimensions) {
    put(tensors, text(name), ints(dimensions.length), longs(dimensions), ints(type), longs(offset));
    tensorCount++;
    return this;
  }

  /** The file, padded, and {@code dataSize} bytes that count upwards. */
  public byte[] bytes(int dataSize) {
    return bytes(tensorCount, keyCount, dataSize);
  }

  public byte[] bytes(long tensorsSaid, long keysSaid, int dataSize) {
    byte[] magic = "GGUF".getBytes(StandardCharsets.US_ASCII);
    byte[] header =
        joined(
            magic,
            ints(3),
            longs(tensorsSaid, keysSaid),
            keys.toByteArray(),
            tensors.toByteArray());
    int step = Integer.bitCount(alignment) == 1 ? alignment : 32;
    int start = -Math.floorDiv(-header.length, step) * step;
    byte[] file = new byte[start + dataSize];
    System.arraycopy(header, 0, file, 0, header.length);
    for (int i = 0; i < dataSize; i++) {
      file[start + i] = (byte) i;
    }
    return file;
  }

  public static byte[] text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return joined(longs(utf8.length), utf8);
  }

  public static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return bytes.array();
  }

  public static byte[] longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    return bytes.array();
  }

  public static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    put(all, parts);
    return all.toByteArray();
  }

  private static void put(ByteArrayOutputStream target, byte[]... parts) {
    for (byte[] part : parts) {
      target.writeBytes(part);
    }
  }
}
