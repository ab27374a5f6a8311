package dev.pare.core.gguf;

import dev.pare.core.tensor.ByteSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An array of the metadata, such as a vocabulary. It stays in the file until it is asked for. */
public final class GgufArray {
  private final String subject;
  private final ValueType itemType;
  private final long count;
  private final String source;
  private final ByteSource bytes;

  private GgufArray(
      String source, String subject, ValueType itemType, long count, ByteSource bytes) {
    this.source = source;
    this.subject = subject;
    this.itemType = itemType;
    this.count = count;
    this.bytes = bytes;
  }

  /** Passes over an array, checking that all of it is there. */
  static GgufArray read(String source, String subject, ByteSource file, HeaderCursor cursor) {
    ValueType itemType = ValueType.read(cursor);
    long count = itemType.readCount(cursor);
    long start = cursor.position();
    itemType.skipValues(count, cursor);
    ByteSource bytes = file.slice(start, cursor.position() - start);
    return new GgufArray(source, subject, itemType, count, bytes);
  }

  /** The number of items. */
  public long count() {
    return count;
  }

  /**
   * The items, read anew: Long, Double, Boolean, String, or List of them.
   *
   * @throws dev.pare.core.PareException if one is no valid text or bool
   */
  public List<Object> values() {
    List<Object> values = new ArrayList<>();
    forEach(values::add);
    return values;
  }

  /**
   * The array to be written, as it is.
   *
   * @throws dev.pare.core.PareException if an item is no valid text or bool
   */
  public GgufValue value() {
    return GgufValue.array(itemType, values());
  }

  /**
   * Hands on the items of {@link #values} one after the other, holding none.
   *
   * @throws dev.pare.core.PareException if one is no valid text or bool
   */
  public void forEach(Consumer<Object> consumer) {
    HeaderCursor cursor = new HeaderCursor(source, bytes);
    cursor.at(subject);
    for (long i = 0; i < count; i++) {
      consumer.accept(itemType.readValue(cursor));
    }
  }
}
