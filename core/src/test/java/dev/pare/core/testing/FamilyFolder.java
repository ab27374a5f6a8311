package dev.pare.core.testing;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.safetensors.SafetensorsFolderWriter;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * The small models of {@code oracles/family_golden.py} as the folders that transformers has: names
 * and shapes as it stores them, weights hashed from their names and positions as the script does,
 * and what transformers computes of them.
 */
public final class FamilyFolder {
  /** One of each family. */
  public static final List<String> FAMILIES =
      List.of("llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "gpt2");

  private final String name;

  public FamilyFolder(String name) {
    this.name = name;
  }

  /** Writes config.json and weights; the folder may be there. */
  public Path write(Path folder, DType type) throws IOException {
    return write(folder, type, "config.json", stored -> stored);
  }

  /**
   * @param config which of the golden configurations
   * @param rename what a weight is stored as, by its name in transformers
   */
  public Path write(Path folder, DType type, String config, UnaryOperator<String> rename)
      throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("config.json"), golden(config));
    JsonObject shapes = Json.readObject(name, text("weights.json"));
    List<TensorEntry> entries = new ArrayList<>();
    for (String weight : shapes.keys()) {
      long[] dimensions = shapes.list(weight).stream().mapToLong(n -> (Long) n).toArray();
      entries.add(new TensorEntry(rename.apply(weight), type, Shape.of(dimensions)));
    }
    try (var out = SafetensorsFolderWriter.create(folder, entries, Map.of("format", "pt"))) {
      int i = 0;
      for (String weight : shapes.keys()) {
        TensorEntry entry = entries.get(i++);
        float[] values = values(weight, entry.shape());
        ByteBuffer bytes = ByteBuffer.allocate(values.length * type.byteSize());
        FloatCodec.encode(type, values, 0, values.length, bytes);
        out.write(entry.name(), 0, bytes.flip());
      }
      out.finish();
    }
    return folder;
  }

  /** What a weight of this name and shape is, as {@code value} of the script. */
  public static float[] values(String weight, Shape shape) {
    long seed = 0xCBF29CE484222325L; // FNV-1a
    for (byte b : weight.getBytes(StandardCharsets.UTF_8)) {
      seed = (seed ^ (b & 0xff)) * 0x100000001B3L;
    }
    boolean vector = shape.rank() == 1;
    double start = vector && weight.endsWith("weight") ? 1 : 0;
    boolean table = weight.contains("embed") || weight.contains("wte");
    double width = !vector && table ? 1 : 0.4;
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      double u = (mix(seed + i * 0x9E3779B97F4A7C15L) >>> 11) * 0x1p-52 - 1;
      values[i] = (float) (start + width * u);
    }
    return values;
  }

  /** SplitMix64's finalizer. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The ids that transformers ran. */
  public int[] ids() throws IOException {
    return longs("ids");
  }

  /** Its logits of them, [ids][vocabulary]. */
  public float[][] logits() throws IOException {
    try (SafetensorsFile file = expected()) {
      Shape shape = file.entry("logits").shape();
      DenseTensor tensor = new DenseTensor(DType.F32, shape, file.data("logits"));
      float[][] rows = new float[shape.rows()][shape.columns()];
      for (int i = 0; i < rows.length; i++) {
        tensor.decodeRow(i, rows[i]);
      }
      return rows;
    }
  }

  /** A prompt of {@link #PROMPT} tokens and its greedy continuation. */
  public int[] text() throws IOException {
    return longs("text");
  }

  public static final int PROMPT = 6;

  private int[] longs(String tensor) throws IOException {
    try (SafetensorsFile file = expected()) {
      ByteSource data = file.data(tensor);
      ByteBuffer bytes = ByteBuffer.allocate((int) data.size()).order(ByteOrder.LITTLE_ENDIAN);
      data.read(0, bytes);
      bytes.flip();
      return LongStream.generate(bytes::getLong)
          .limit(data.size() / Long.BYTES)
          .mapToInt(Math::toIntExact)
          .toArray();
    }
  }

  private SafetensorsFile expected() throws IOException {
    return SafetensorsFile.of(name, ByteSource.of(golden("expected.safetensors")));
  }

  private String text(String file) throws IOException {
    return new String(golden(file), StandardCharsets.UTF_8);
  }

  private byte[] golden(String file) throws IOException {
    return Golden.bytes("families/" + name + "/" + file);
  }
}
