package dev.pare.models.reference;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Zip archives made by hand, true or not. */
final class RawZip {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private final boolean large;
  private int count;
  private int flags;
  private Long size;
  private Integer crc;

  /**
   * @param large whether every size and offset is zip64's
   */
  RawZip(boolean large) {
    this.large = large;
  }

  /** Bytes before the archive, as a self-extracting one has; they are not counted in offsets. */
  static byte[] prefixed(byte[] zip) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(zip);
    return all.toByteArray();
  }

  RawZip nextFlags(int value) {
    flags = value;
    return this;
  }

  RawZip nextSize(long value) {
    size = value;
    return this;
  }

  RawZip nextCrc(int value) {
    crc = value;
    return this;
  }

  RawZip stored(String name, byte[] content) {
    return entry(name, 0, content, content);
  }

  RawZip deflated(String name, byte[] content) {
    return entry(name, 8, deflate(content), content);
  }

  RawZip entry(String name, int method, byte[] packed, byte[] content) {
    CRC32 check = new CRC32();
    check.update(content);
    int shownCrc = crc == null ? (int) check.getValue() : crc;
    long shownSize = size == null ? content.length : size;
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    long at = file.size();
    ByteBuffer local = buffer(30 + text.length);
    local.putInt(0x04034b50).putShort((short) 45).putShort((short) flags).putShort((short) method);
    local.putInt(0).putInt(shownCrc).putInt(packed.length).putInt((int) shownSize);
    local.putShort((short) text.length).putShort((short) 0).put(text);
    file.writeBytes(content(local));
    file.writeBytes(packed);
    int extra = large ? 4 + 24 : 0;
    ByteBuffer central = buffer(46 + text.length + extra);
    central.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putShort((short) flags);
    central.putShort((short) method).putInt(0).putInt(shownCrc);
    central.putInt(large ? -1 : packed.length).putInt(large ? -1 : (int) shownSize);
    central.putShort((short) text.length).putShort((short) extra).putShort((short) 0);
    central.putShort((short) 0).putShort((short) 0).putInt(0).putInt(large ? -1 : (int) at);
    central.put(text);
    if (large) {
      central.putShort((short) 1).putShort((short) 24);
      central.putLong(shownSize).putLong(packed.length).putLong(at);
    }
    directory.writeBytes(content(central));
    count++;
    flags = 0;
    size = null;
    crc = null;
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(file.toByteArray());
    all.writeBytes(directory.toByteArray());
    int start = file.size();
    int length = directory.size();
    if (large) {
      ByteBuffer end = buffer(56 + 20);
      end.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
      end.putInt(0).putInt(0).putLong(count).putLong(count).putLong(length).putLong(start);
      end.putInt(0x07064b50).putInt(0).putLong(start + length).putInt(1);
      all.writeBytes(content(end));
    }
    ByteBuffer end = buffer(22);
    end.putInt(0x06054b50).putInt(0);
    end.putShort((short) (large ? -1 : count)).putShort((short) (large ? -1 : count));
    end.putInt(large ? -1 : length).putInt(large ? -1 : start).putShort((short) 0);
    all.writeBytes(content(end));
    return all.toByteArray();
  }

  Path write(Path target) throws IOException {
    return Files.write(target, bytes());
  }

  static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(content);
    deflater.finish();
    byte[] packed = new byte[content.length + 100];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }

  private static byte[] content(ByteBuffer filled) {
    byte[] all = new byte[filled.position()];
    filled.flip().get(all);
    return all;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
