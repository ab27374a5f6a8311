package dev.pare.core.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Little-endian values one after the other: what {@link HeaderCursor} reads. */
final class HeaderBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  void putByte(byte value) {
    bytes.write(value);
  }

  void putShort(short value) {
    putByte((byte) value);
    putByte((byte) (value >> Byte.SIZE));
  }

  void putInt(int value) {
    putShort((short) value);
    putShort((short) (value >> Short.SIZE));
  }

  void putLong(long value) {
    putInt((int) value);
    putInt((int) (value >> Integer.SIZE));
  }

  /** UTF-8 behind its length. */
  void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putLong(utf8.length);
    bytes.writeBytes(utf8);
  }

  int size() {
    return bytes.size();
  }

  byte[] toArray() {
    return bytes.toByteArray();
  }
}
