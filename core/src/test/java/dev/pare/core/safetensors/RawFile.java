package dev.pare.core.safetensors;

import dev.pare.core.tensor.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Safetensors files made by hand, true or not. */
final class RawFile {
  private RawFile() {}

  /** A header as it is given, its true length before it, and {@code dataSize} zeros after it. */
  static byte[] of(String header, int dataSize) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return of(json.length, json, dataSize);
  }

  static byte[] of(long length, byte[] header, int dataSize) {
    return ByteBuffer.allocate(Long.BYTES + header.length + dataSize)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .array();
  }

  /** An entry such as {@code "a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}. */
  static String entry(String name, String type, String shape, String offsets) {
    return "\""
        + name
        + "\":{\"dtype\":\""
        + type
        + "\",\"shape\":["
        + shape
        + "],"
        + "\"data_offsets\":["
        + offsets
        + "]}";
  }

  static SafetensorsFile open(byte[] file) {
    return SafetensorsFile.of("test", ByteSource.of(file));
  }
}
