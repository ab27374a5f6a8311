package dev.pare.core.gguf;

import dev.pare.core.io.Names;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A metadata value's type, numbered as GGUF does: by {@link #ordinal}. */
public enum ValueType {
  UINT8(1),
  INT8(1),
  UINT16(2),
  INT16(2),
  UINT32(4),
  INT32(4),
  FLOAT32(4),
  BOOL(1),
  STRING(8),
  ARRAY(12),
  UINT64(8),
  INT64(8),
  FLOAT64(8);

  /** Arrays within arrays: enough for anything, few enough for the stack. */
  private static final int MAX_DEPTH = 8;

  private static final List<ValueType> BY_NUMBER = List.of(values());

  private final int leastBytes;

  ValueType(int leastBytes) {
    this.leastBytes = leastBytes;
  }

  static ValueType read(HeaderCursor cursor) {
    int number = cursor.readInt();
    if (number < 0 || number >= BY_NUMBER.size()) {
      throw cursor.fault("unknown value type " + Integer.toUnsignedString(number));
    }
    return BY_NUMBER.get(number);
  }

  void writeNumber(HeaderBytes target) {
    target.putInt(BY_NUMBER.indexOf(this));
  }

  /** The number of this type's items that follow. */
  long readCount(HeaderCursor cursor) {
    return cursor.readCount("items", leastBytes);
  }

  /**
   * A value as JSON would hold it: Long (past 63 bits BigInteger), Double, Boolean, String, List. A
   * float becomes the shortest decimal that is that float, so that 1e-5f is 1e-5.
   */
  Object readValue(HeaderCursor cursor) {
    return switch (this) {
      case UINT8 -> (long) (cursor.readByte() & 0xff);
      case INT8 -> (long) cursor.readByte();
      case UINT16 -> (long) (cursor.readShort() & 0xffff);
      case INT16 -> (long) cursor.readShort();
      case UINT32 -> cursor.readInt() & 0xffff_ffffL;
      case INT32 -> (long) cursor.readInt();
      case FLOAT32 -> Double.parseDouble(Float.toString(Float.intBitsToFloat(cursor.readInt())));
      case FLOAT64 -> Double.longBitsToDouble(cursor.readLong());
      case INT64 -> cursor.readLong();
      case UINT64 -> unsigned(cursor.readLong());
      case BOOL -> readBool(cursor);
      case STRING -> cursor.readText();
      case ARRAY -> {
        ValueType itemType = read(cursor);
        yield itemType.readValues(itemType.readCount(cursor), cursor);
      }
    };
  }

  List<Object> readValues(long count, HeaderCursor cursor) {
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      values.add(readValue(cursor));
    }
    return values;
  }

  /** Passes over {@code count} values, holding every length in them against what is left. */
  void skipValues(long count, HeaderCursor cursor) {
    skipValues(count, cursor, 1);
  }

  private void skipValues(long count, HeaderCursor cursor, int depth) {
    if (depth > MAX_DEPTH) {
      throw cursor.fault("holds arrays more than " + MAX_DEPTH + " deep");
    }
    if (this != STRING && this != ARRAY) {
      cursor.skip(count * leastBytes);
      return;
    }
    for (long i = 0; i < count; i++) {
      if (this == STRING) {
        cursor.skip(cursor.readCount("bytes of text", 1));
      } else {
        ValueType itemType = read(cursor);
        itemType.skipValues(itemType.readCount(cursor), cursor, depth + 1);
      }
    }
  }

  /** Writes what {@link #readValue} reads; the value is one that {@link GgufValue} has checked. */
  void writeValue(Object value, HeaderBytes target) {
    switch (this) {
      case UINT8, INT8 -> target.putByte(((Number) value).byteValue());
      case UINT16, INT16 -> target.putShort(((Number) value).shortValue());
      case UINT32, INT32 -> target.putInt(((Number) value).intValue());
      case UINT64, INT64 -> target.putLong(((Number) value).longValue());
      case FLOAT32 -> target.putInt(Float.floatToRawIntBits(((Number) value).floatValue()));
      case FLOAT64 -> target.putLong(Double.doubleToRawLongBits(((Number) value).doubleValue()));
      case BOOL -> target.putByte((byte) ((Boolean) value ? 1 : 0));
      case STRING -> target.putText((String) value);
      case ARRAY -> ((GgufValue.Items) value).write(target);
    }
  }

  /** Whether a value of this Java type and size can be one of this type. */
  boolean admits(Object value) {
    return switch (this) {
      case UINT8 -> isBetween(value, 0, 0xff);
      case INT8 -> isBetween(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case UINT16 -> isBetween(value, 0, 0xffff);
      case INT16 -> isBetween(value, Short.MIN_VALUE, Short.MAX_VALUE);
      case UINT32 -> isBetween(value, 0, 0xffff_ffffL);
      case INT32 -> isBetween(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT64 -> isBetween(value, 0, Long.MAX_VALUE) || isUnsignedLong(value);
      case INT64 -> isBetween(value, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT32, FLOAT64 -> value instanceof Number;
      case BOOL -> value instanceof Boolean;
      case STRING -> value instanceof String text && Names.isEncodable(text);
      case ARRAY -> value instanceof GgufValue.Items;
    };
  }

  private static boolean isBetween(Object value, long least, long largest) {
    boolean whole =
        value instanceof Long
            || value instanceof Integer
            || value instanceof Short
            || value instanceof Byte;
    return whole
        && ((Number) value).longValue() >= least
        && ((Number) value).longValue() <= largest;
  }

  private static boolean isUnsignedLong(Object value) {
    return value instanceof BigInteger number && number.signum() >= 0 && number.bitLength() <= 64;
  }

  private static Object unsigned(long value) {
    if (value >= 0) {
      return value;
    }
    return new BigInteger(Long.toUnsignedString(value));
  }

  private static boolean readBool(HeaderCursor cursor) {
    byte value = cursor.readByte();
    if (value != 0 && value != 1) {
      throw cursor.fault("holds a bool that is " + (value & 0xff));
    }
    return value == 1;
  }
}
