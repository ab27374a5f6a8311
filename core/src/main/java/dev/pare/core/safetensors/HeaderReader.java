package dev.pare.core.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.pare.core.PareException;
import dev.pare.core.io.ForeignFile;
import dev.pare.core.io.Names;
import dev.pare.core.json.Json;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a header and believes nothing: each length, type, shape and offset is checked against the
 * others and against the file's size, and a lie is refused by the tensor's name. The JSON is
 * streamed, so that memory follows what is really there and not what the header promises.
 *
 * <p>Stricter than the Python library in this: an entry holds {@code dtype}, {@code shape} and
 * {@code data_offsets} and nothing else, and no key comes twice.
 */
final class HeaderReader {
  private static final int MAX_RANK = 64;
  private static final int MAX_TEXT = 10_000_000; // characters of one metadata value
  private static final JsonFactory JSON =
      Json.factory()
          .rebuild()
          .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(MAX_TEXT).build())
          .build();
  private static final String AGAIN = "download or convert it again";

  private final String source;
  private final JsonParser json;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<Region> regions = new ArrayList<>();

  private HeaderReader(String source, JsonParser json) {
    this.source = source;
    this.json = json;
  }

  /**
   * @param source what to name in errors
   * @throws PareException if the bytes are not exactly one valid safetensors file
   */
  static Header read(String source, ByteSource bytes) {
    long dataStart = Header.LENGTH_BYTES + headerLength(source, bytes);
    long dataSize = bytes.size() - dataStart;
    HeaderStream stream = new HeaderStream(bytes, Header.LENGTH_BYTES, dataStart);
    try (Reader text = new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder());
        JsonParser json = JSON.createParser(text)) {
      HeaderReader reader = new HeaderReader(source, json);
      reader.readHeader();
      Map<String, Region> regions = RegionCheck.inOrder(source, reader.regions, dataSize);
      return new Header(Collections.unmodifiableMap(reader.metadata), regions, dataStart, dataSize);
    } catch (CharacterCodingException e) {
      throw new PareException(source, "header is not UTF-8", AGAIN, e);
    } catch (JsonProcessingException e) {
      String reason = Names.printable(e.getOriginalMessage());
      throw new PareException(source, "header is not valid JSON (" + reason + ")", AGAIN, e);
    } catch (IOException e) {
      throw PareException.unreadable(source, e);
    }
  }

  private static long headerLength(String source, ByteSource bytes) {
    if (bytes.size() < Header.LENGTH_BYTES) {
      String what = bytes.size() == 0 ? "is empty" : "is only " + bytes.size() + " bytes long";
      throw new PareException(source, what, AGAIN);
    }
    ByteBuffer start = ByteBuffer.allocate(Header.LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.read(0, start);
    long length = start.flip().getLong();
    if (length == 0) {
      throw new PareException(source, "header length is 0: the file was never finished", AGAIN);
    }
    String shown = Long.toUnsignedString(length);
    if (length < 0 || length > Header.MAX_LENGTH) {
      String what = "is not safetensors (header length " + shown + " is past the limit)";
      throw ForeignFile.explain(source, bytes, what);
    }
    if (length > bytes.size() - Header.LENGTH_BYTES) {
      String what = "truncated: a header of " + shown + " bytes in a file of " + bytes.size();
      throw ForeignFile.explain(source, bytes, what);
    }
    ByteBuffer first = ByteBuffer.allocate(1);
    bytes.read(Header.LENGTH_BYTES, first);
    if (first.get(0) != '{') {
      throw new PareException(source, "is not safetensors (header does not begin with {)", AGAIN);
    }
    return length;
  }

  private void readHeader() throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = encodable(json.currentName());
      json.nextToken();
      if (name.equals(Header.METADATA)) {
        readMetadata();
      } else {
        regions.add(readRegion(name));
      }
    }
    if (json.nextToken() != null) {
      throw new PareException(source, "text after the header's JSON object", AGAIN);
    }
  }

  private void readMetadata() throws IOException {
    require(Header.METADATA, JsonToken.START_OBJECT, "is not an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = encodable(json.currentName());
      json.nextToken();
      require(
          Header.METADATA,
          JsonToken.VALUE_STRING,
          "value of " + Names.quote(key) + " is no string");
      metadata.put(key, encodable(json.getText()));
    }
  }

  private Region readRegion(String name) throws IOException {
    require(name, JsonToken.START_OBJECT, "is not an object");
    DType type = null;
    List<Long> dimensions = null;
    List<Long> offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> type = readType(name);
        case "shape" -> dimensions = readSizes(name, "shape");
        case "data_offsets" -> offsets = readSizes(name, "data_offsets");
        default -> throw fault(name, "has an unknown field " + Names.quote(field));
      }
    }
    if (type == null || dimensions == null || offsets == null) {
      String missing = type == null ? "dtype" : dimensions == null ? "shape" : "data_offsets";
      throw fault(name, "has no " + missing);
    }
    if (offsets.size() != 2) {
      throw fault(name, "data_offsets has " + offsets.size() + " numbers, not 2");
    }
    return region(name, type, dimensions, offsets.get(0), offsets.get(1));
  }

  private Region region(String name, DType type, List<Long> dimensions, long begin, long end) {
    if (begin > end) {
      throw fault(name, "data_offsets " + begin + "…" + end + " run backwards");
    }
    try {
      TensorEntry entry = new TensorEntry(name, type, new Shape(dimensions));
      if (entry.byteSize() != end - begin) {
        String needs = type.name() + entry.shape() + " needs " + entry.byteSize() + " bytes";
        throw fault(name, needs + ", data_offsets give " + (end - begin));
      }
      return new Region(entry, begin, end);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw fault(name, "shape " + dimensions + " overflows");
    }
  }

  private DType readType(String name) throws IOException {
    require(name, JsonToken.VALUE_STRING, "dtype is not a string");
    String type = json.getText();
    return DType.named(type).orElseThrow(() -> fault(name, "unknown dtype " + Names.quote(type)));
  }

  private List<Long> readSizes(String name, String field) throws IOException {
    require(name, JsonToken.START_ARRAY, field + " is not an array");
    List<Long> sizes = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(name, JsonToken.VALUE_NUMBER_INT, field + " holds something other than integers");
      long size = json.getLongValue();
      if (size < 0) {
        throw fault(name, field + " holds the negative number " + size);
      }
      if (sizes.size() == MAX_RANK) {
        throw fault(name, field + " holds more than " + MAX_RANK + " numbers");
      }
      sizes.add(size);
    }
    return sizes;
  }

  private String encodable(String text) {
    if (!Names.isEncodable(text)) {
      throw new PareException(source, Names.quote(text) + " is no valid Unicode", AGAIN);
    }
    return text;
  }

  private void require(String name, JsonToken expected, String otherwise) {
    if (json.currentToken() != expected) {
      throw fault(name, otherwise);
    }
  }

  private PareException fault(String name, String what) {
    return new PareException(source, "tensor " + Names.quote(name) + ": " + what, AGAIN);
  }
}
