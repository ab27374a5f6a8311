package dev.pare.core.gguf;

import dev.pare.core.PareException;
import dev.pare.core.io.ForeignFile;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a header and believes nothing: each count, length, type, dimension and offset is checked
 * against the others and against the file's size, and a lie is refused by the key's or tensor's
 * name.
 *
 * <p>Stricter than ggml in this: no key and no name comes twice, all text is UTF-8, and no byte
 * after the header but padding is no tensor's.
 */
final class HeaderReader {
  private static final int PREFIX_BYTES = 24;
  private static final int KEY_BYTES = 13; // at least: length, type, one byte of value
  private static final int TENSOR_BYTES = 32; // at least: length, rank, a dimension, type, offset
  private static final int MAX_RANK = 4; // ggml's own
  private static final String AGAIN = "download or convert it again";

  private final String source;
  private final ByteSource bytes;
  private final HeaderCursor cursor;
  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final Map<String, GgufArray> arrays = new LinkedHashMap<>();
  private final List<Region> regions = new ArrayList<>();

  private HeaderReader(String source, ByteSource bytes) {
    this.source = source;
    this.bytes = bytes;
    this.cursor = new HeaderCursor(source, bytes);
  }

  /**
   * @param source what to name in errors
   * @throws PareException if the bytes are not exactly one valid GGUF file
   */
  static Header read(String source, ByteSource bytes) {
    return new HeaderReader(source, bytes).read();
  }

  private Header read() {
    int version = readVersion();
    long tensors = cursor.readCount("tensors", TENSOR_BYTES);
    long keys = cursor.readCount("metadata keys", KEY_BYTES);
    for (long i = 0; i < keys; i++) {
      readKey(i);
    }
    JsonObject scalars = new JsonObject(source, metadata);
    int alignment = alignment(scalars);
    Set<String> names = new HashSet<>();
    for (long i = 0; i < tensors; i++) {
      Region region = readTensor(i);
      if (!names.add(region.entry().name())) {
        throw cursor.fault("comes twice");
      }
      regions.add(region);
    }
    long dataStart = RegionCheck.aligned(cursor.position(), alignment);
    long dataSize = Math.max(0, bytes.size() - dataStart);
    Map<String, Region> inOrder = RegionCheck.inOrder(source, regions, alignment, dataSize);
    return new Header(version, scalars, Collections.unmodifiableMap(arrays), inOrder, dataStart);
  }

  private int readVersion() {
    if (bytes.size() == 0) {
      throw new PareException(source, "is empty", AGAIN);
    }
    if (bytes.size() < Integer.BYTES || cursor.readInt() != HeaderWriter.MAGIC) {
      throw ForeignFile.explain(source, bytes, "is not GGUF (it does not begin so)");
    }
    if (bytes.size() < PREFIX_BYTES) {
      throw new PareException(source, "is only " + bytes.size() + " bytes long", AGAIN);
    }
    int version = cursor.readInt();
    if (version != 2 && version != 3) {
      boolean swapped = version != 0 && (version & 0xffff) == 0;
      String what = "is GGUF version " + Integer.toUnsignedString(version);
      throw new PareException(
          source,
          swapped ? "is big-endian GGUF" : what,
          swapped ? "take the little-endian file" : "take a file of version 2 or 3");
    }
    return version;
  }

  private void readKey(long index) {
    cursor.at("metadata key " + index);
    String key = cursor.readText();
    String subject = "metadata " + Names.quote(key);
    cursor.at(subject);
    if (metadata.containsKey(key) || arrays.containsKey(key)) {
      throw cursor.fault("comes twice");
    }
    ValueType type = ValueType.read(cursor);
    if (type == ValueType.ARRAY) {
      arrays.put(key, GgufArray.read(source, subject, bytes, cursor));
    } else {
      metadata.put(key, type.readValue(cursor));
    }
  }

  private int alignment(JsonObject scalars) {
    int alignment = scalars.intValue(Header.ALIGNMENT, 1).orElse(Header.DEFAULT_ALIGNMENT);
    if (Integer.bitCount(alignment) != 1) {
      String what = Header.ALIGNMENT + " is " + alignment + ", which is no power of two";
      throw new PareException(source, what, AGAIN);
    }
    return alignment;
  }

  private Region readTensor(long index) {
    cursor.at("tensor " + index);
    String name = cursor.readText();
    cursor.at("tensor " + Names.quote(name));
    Shape shape = readShape();
    int number = cursor.readInt();
    GgmlType type =
        GgmlType.of(number)
            .orElseThrow(
                () ->
                    new PareException(
                        source,
                        "tensor " + Names.quote(name) + ": " + ForeignTypes.describe(number),
                        "take a file of " + List.of(GgmlType.values())));
    if (!type.fits(shape)) {
      String blocks = type + " blocks of " + type.blockSize();
      throw cursor.fault("rows of " + shape.columns() + " are no whole " + blocks);
    }
    GgufEntry entry = new GgufEntry(name, type, shape);
    return new Region(entry, cursor.readLong());
  }

  /** The dimensions, which the file lists innermost first. */
  private Shape readShape() {
    int rank = cursor.readInt();
    if (rank < 1 || rank > MAX_RANK) {
      String shown = Integer.toUnsignedString(rank);
      throw cursor.fault("has " + shown + " dimensions, not 1 to " + MAX_RANK);
    }
    List<Long> dimensions = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      dimensions.add(0, cursor.readLong());
    }
    try {
      Shape shape = new Shape(dimensions);
      if (shape.isWeight()) {
        return shape;
      }
    } catch (IllegalArgumentException e) {
      throw cursor.fault("shape " + dimensions + " overflows");
    }
    throw cursor.fault("has shape " + dimensions + ", which no weight has");
  }
}
