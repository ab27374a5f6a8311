package dev.pare.core.checkpoint;

import dev.pare.core.json.JsonWriting;
import dev.pare.core.tensor.Shape;
import dev.pare.core.testing.RandomCheckpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A folder with one weight, 4-bit, asymmetric, [10, 12] in groups of 4, to be written true or
 * damaged.
 */
final class QuantizedFolder {
  static final String MODULE = "model.layers.0.mlp.up_proj";
  static final String WEIGHT = MODULE + ".weight";

  private record Entry(String type, List<Long> shape, ByteBuffer bytes) {}

  private final Map<String, Object> config = RandomCheckpoint.settings(1, 12, 2, 2, 6, 10, 16);
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  QuantizedFolder() {
    with("_packed", "I32", 10, 2).with("_scale", "F32", 10, 3).with("_zero_point", "I32", 2, 3);
    shape(10, 12);
    config("quant_method", "compressed-tensors").config("format", "pack-quantized");
    group("targets", new ArrayList<>(List.of("Linear"))).weights("num_bits", 4L);
    weights("symmetric", false).weights("strategy", "group").weights("group_size", 4L);
  }

  /** The same weight sparse, 2:4, its values codes on the same grids. */
  static QuantizedFolder sparse() {
    QuantizedFolder folder = new QuantizedFolder().without("_packed").without("_shape");
    folder.entry("compressed", "I32", 10, 1).entry("pattern", "I32", 10, 1).matrix(10, 12);
    folder.config("quant_method", "pare").config("format", "sparse");
    return folder.group("sparsity", new LinkedHashMap<>(Map.of("structure", "2:4")));
  }

  /** The same weight sparse anywhere, with nothing kept, its values floats. */
  static QuantizedFolder sparseFloats() {
    QuantizedFolder folder = sparse().without("_scale").without("_zero_point").without("pattern");
    folder.entry("compressed", "F16", 0).entry("bitmask", "U8", 10, 2);
    folder.entry("row_offsets", "I64", 10).group("weights", null);
    return folder.group("sparsity", new LinkedHashMap<>(Map.of("structure", "unstructured")));
  }

  /** The same weight as indices of 3 bits into codebooks of 4 channels. */
  static QuantizedFolder codebook() {
    QuantizedFolder folder = new QuantizedFolder().without("_scale").without("_zero_point");
    folder.with("_codebook", "BF16", 3, 8).config("quant_method", "pare");
    folder.config("format", "codebook");
    Map<String, Object> weights = new LinkedHashMap<>();
    weights.put("num_bits", 3L);
    weights.put("type", "codebook");
    weights.put("strategy", "channel_group");
    weights.put("group_size", 4L);
    return folder.group("weights", weights);
  }

  /** Sets an entry of zeros, its name given by what follows the module's. */
  QuantizedFolder entry(String name, String type, long... shape) {
    return zeros(MODULE + "." + name, type, shape);
  }

  /** Sets what a sparse weight's {@code shape} says. */
  QuantizedFolder matrix(long rows, long columns) {
    return matrix(MODULE + ".shape", rows, columns);
  }

  /** Sets an entry of zeros, its name given by what follows {@code NAME.weight}. */
  QuantizedFolder with(String suffix, String type, long... shape) {
    return zeros(WEIGHT + suffix, type, shape);
  }

  private QuantizedFolder zeros(String name, String type, long... shape) {
    int width =
        type.equals("BF16") ? 2 : Integer.parseInt(type.replaceAll("\\D*(\\d+).*", "$1")) / 8;
    int size = (int) Shape.of(shape).size() * width;
    return put(name, type, shape, ByteBuffer.allocate(size));
  }

  /** Sets what {@code weight_shape} says. */
  QuantizedFolder shape(long rows, long columns) {
    return matrix(WEIGHT + "_shape", rows, columns);
  }

  private QuantizedFolder matrix(String name, long rows, long columns) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    return put(name, "I64", new long[] {2}, bytes.putLong(rows).putLong(columns).flip());
  }

  private QuantizedFolder put(String name, String type, long[] shape, ByteBuffer bytes) {
    entries.put(name, new Entry(type, LongStream.of(shape).boxed().toList(), bytes));
    return this;
  }

  /**
   * Removes an entry, given by what follows {@code NAME.weight}, or the module's name and a dot.
   */
  QuantizedFolder without(String suffix) {
    entries.remove((suffix.startsWith("_") ? WEIGHT : MODULE + ".") + suffix);
    return this;
  }

  /** Sets a key of {@code quantization_config}; null removes it. */
  QuantizedFolder config(String key, Object value) {
    return set(map(config, "quantization_config"), key, value);
  }

  /** Sets a key of its one group. */
  QuantizedFolder group(String key, Object value) {
    return set(group(), key, value);
  }

  /** Sets a key of its one group's {@code weights}. */
  QuantizedFolder weights(String key, Object value) {
    return set(map(group(), "weights"), key, value);
  }

  QuantizedFolder dense() {
    config.remove("quantization_config");
    return this;
  }

  private Map<String, Object> group() {
    return map(map(map(config, "quantization_config"), "config_groups"), "group_0");
  }

  @SuppressWarnings("unchecked") // made here
  private static Map<String, Object> map(Map<String, Object> parent, String key) {
    return (Map<String, Object>) parent.computeIfAbsent(key, k -> new LinkedHashMap<>());
  }

  private QuantizedFolder set(Map<String, Object> map, String key, Object value) {
    if (value == null) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
    return this;
  }

  Path write(Path folder) throws IOException {
    JsonWriting.write(config, folder.resolve("config.json"));
    Map<String, Object> header = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, Entry> named : entries.entrySet()) {
      Entry entry = named.getValue();
      long end = at + entry.bytes().remaining();
      header.put(
          named.getKey(),
          Map.of("dtype", entry.type(), "shape", entry.shape(), "data_offsets", List.of(at, end)));
      at = end;
    }
    byte[] json = JsonWriting.toString(header).getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + json.length + (int) at).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    entries.values().forEach(entry -> file.put(entry.bytes().duplicate()));
    Files.write(folder.resolve("model.safetensors"), file.array());
    return folder;
  }
}
