package dev.pare.core.safetensors;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.pare.core.io.Names;
import dev.pare.core.json.Json;
import dev.pare.core.tensor.DType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lays tensors out as the Python library does, so that the same tensors give the same bytes: the
 * widest types first, which keeps every element aligned; within a type by name; the JSON without
 * white space and padded with spaces so that the data begins at a multiple of eight. Metadata,
 * which that library leaves in no order, is sorted by key.
 */
final class HeaderWriter {
  private static final int ALIGNMENT = 8;
  private static final List<DType> TYPE_ORDER =
      List.of(
          DType.U64,
          DType.I64,
          DType.F64,
          DType.F32,
          DType.U32,
          DType.I32,
          DType.BF16,
          DType.F16,
          DType.U16,
          DType.I16,
          DType.F8_E4M3,
          DType.F8_E5M2,
          DType.I8,
          DType.U8,
          DType.BOOL);
  private static final Comparator<TensorEntry> LIBRARY_ORDER =
      Comparator.comparingInt((TensorEntry entry) -> TYPE_ORDER.indexOf(entry.type()))
          .thenComparing(TensorEntry::name, Names.UTF8_ORDER);

  private HeaderWriter() {}

  /**
   * Where each tensor goes, by name, in stored order.
   *
   * @throws IllegalArgumentException if a name is there twice, reserved, or no valid Unicode
   */
  static Map<String, Region> place(Collection<TensorEntry> tensors) {
    Map<String, Region> regions = new LinkedHashMap<>();
    List<TensorEntry> ordered = new ArrayList<>(tensors);
    ordered.sort(LIBRARY_ORDER);
    long next = 0;
    for (TensorEntry entry : ordered) {
      String name = entry.name();
      Region region = new Region(entry, next);
      if (name.equals(Header.METADATA) || !Names.isEncodable(name)) {
        throw new IllegalArgumentException(Names.quote(name) + " cannot name a tensor");
      }
      if (regions.put(name, region) != null) {
        throw new IllegalArgumentException("two tensors " + Names.quote(name));
      }
      next = region.end();
    }
    return regions;
  }

  /** All bytes before the data: length, JSON, padding. */
  static byte[] bytes(Collection<Region> regions, Map<String, String> metadata) {
    byte[] json = json(regions, metadata).getBytes(StandardCharsets.UTF_8);
    int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] bytes = new byte[Header.LENGTH_BYTES + length];
    Arrays.fill(bytes, (byte) ' ');
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(json);
    return bytes;
  }

  private static String json(Collection<Region> regions, Map<String, String> metadata) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.factory().createGenerator(text)) {
      json.configure(JsonWriteFeature.WRITE_HEX_UPPER_CASE.mappedFeature(), false);
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        writeMetadata(json, metadata);
      }
      for (Region region : regions) {
        writeRegion(json, region);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does not fail
    }
    return text.toString();
  }

  private static void writeMetadata(JsonGenerator json, Map<String, String> metadata)
      throws IOException {
    Map<String, String> sorted = new TreeMap<>(Names.UTF8_ORDER);
    sorted.putAll(metadata);
    json.writeObjectFieldStart(Header.METADATA);
    for (Map.Entry<String, String> entry : sorted.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void writeRegion(JsonGenerator json, Region region) throws IOException {
    TensorEntry entry = region.entry();
    json.writeObjectFieldStart(entry.name());
    json.writeStringField("dtype", entry.type().name());
    writeNumbers(json, "shape", entry.shape().dimensions());
    writeNumbers(json, "data_offsets", List.of(region.begin(), region.end()));
    json.writeEndObject();
  }

  private static void writeNumbers(JsonGenerator json, String field, List<Long> numbers)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (long number : numbers) {
      json.writeNumber(number);
    }
    json.writeEndArray();
  }
}
