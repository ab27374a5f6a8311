package dev.pare.core.gguf;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads little-endian values one after the other and never past its end: a length that the file
 * gives is held against the bytes that are left before anything is allocated from it.
 */
final class HeaderCursor {
  private static final int WINDOW = 1 << 16;
  private static final int MAX_TEXT = 10_000_000; // bytes of one text
  private static final String AGAIN = "download or convert it again";

  private final String source;
  private final ByteSource bytes;
  private final long end;
  private final ByteBuffer window;
  private long windowEnd;
  private String subject = "the header";

  /**
   * @param source what to name in errors
   */
  HeaderCursor(String source, ByteSource bytes) {
    this.source = source;
    this.bytes = bytes;
    this.end = Math.min(bytes.size(), Header.MAX_LENGTH);
    this.window = ByteBuffer.allocate((int) Math.min(WINDOW, end)).order(ByteOrder.LITTLE_ENDIAN);
    window.limit(0);
  }

  /** Says what is read next, for errors. */
  void at(String what) {
    subject = what;
  }

  long position() {
    return windowEnd - window.remaining();
  }

  byte readByte() {
    return window(Byte.BYTES).get();
  }

  short readShort() {
    return window(Short.BYTES).getShort();
  }

  int readInt() {
    return window(Integer.BYTES).getInt();
  }

  long readLong() {
    return window(Long.BYTES).getLong();
  }

  /** How many items of at least {@code itemBytes} follow, as an unsigned 64-bit number says. */
  long readCount(String items, int itemBytes) {
    long count = readLong();
    long left = end - position();
    if (count < 0 || count > left / itemBytes) {
      String lie = Long.toUnsignedString(count) + " " + items + " cannot be";
      throw fault(lie + " in the " + left + " bytes that are left" + limit());
    }
    return count;
  }

  /** A text of UTF-8 behind its length. */
  String readText() {
    long length = readCount("bytes of text", 1);
    if (length > MAX_TEXT) {
      throw fault("holds a text of " + length + " bytes, past the limit of " + MAX_TEXT);
    }
    byte[] text = new byte[(int) length];
    if (text.length <= window.capacity()) {
      window(text.length).get(text);
    } else {
      bytes.read(position(), ByteBuffer.wrap(text));
      skip(text.length);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw fault("holds text that is not UTF-8");
    }
  }

  /** Passes over {@code count} bytes that are there: {@link #readCount} has said so. */
  void skip(long count) {
    long target = position() + count;
    if (count <= window.remaining()) {
      window.position(window.position() + (int) count);
    } else {
      window.limit(0);
      windowEnd = target;
    }
  }

  PareException fault(String what) {
    return new PareException(source, subject + ": " + what, AGAIN);
  }

  /** The window, moved where it does not hold {@code count} more bytes. */
  private ByteBuffer window(int count) {
    if (window.remaining() < count) {
      long position = position();
      if (end - position < count) {
        throw fault("truncated: the file ends at byte " + end + limit());
      }
      window.clear().limit((int) Math.min(window.capacity(), end - position));
      bytes.read(position, window);
      window.flip();
      windowEnd = position + window.limit();
    }
    return window;
  }

  private String limit() {
    return end < bytes.size() ? " before a header's limit of " + end + " bytes" : "";
  }
}
