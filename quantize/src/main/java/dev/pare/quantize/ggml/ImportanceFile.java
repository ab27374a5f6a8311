package dev.pare.quantize.ggml;

import dev.pare.core.PareException;
import dev.pare.core.gguf.GgufEntry;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.io.Names;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.FileBytes;
import dev.pare.core.tensor.GgmlType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The two forms of an importance matrix, read strictly.
 *
 * <p>GGUF: F32 tensors {@code NAME.in_sum2} [1, columns], the sums of squares, and {@code
 * NAME.counts} [1, 1], how many inputs they are of. Older: little-endian int32 number of entries;
 * for each the name behind its int32 length, int32 calls, int32 columns, and as many float32 sums
 * of means over the calls; perhaps then the number of chunks and the text's name. A mean over no
 * input is taken as 1.
 */
final class ImportanceFile {
  private static final String SUMS = ".in_sum2";
  private static final String COUNTS = ".counts";
  private static final int MAGIC = 0x46554747; // "GGUF"
  private static final int ENTRY_BYTES = 16; // at least: length, calls, columns, a sum
  private static final int MAX_NAME = 256;

  private ImportanceFile() {}

  /** E[a²] by GGUF's names, in stored order. */
  static Map<String, float[]> read(Path file) {
    try (FileBytes bytes = FileBytes.open(file)) {
      return read(file.toString(), bytes);
    }
  }

  static Map<String, float[]> read(String source, ByteSource bytes) {
    boolean gguf =
        bytes.size() >= Integer.BYTES && buffer(bytes, 0, Integer.BYTES).getInt() == MAGIC;
    Map<String, float[]> means =
        gguf ? readGguf(GgufFile.of(source, bytes)) : new Older(source, bytes).read();
    means.forEach((name, values) -> requireMeans(source, name, values));
    if (means.isEmpty()) {
      throw fault(source, "holds no importance");
    }
    return means;
  }

  private static Map<String, float[]> readGguf(GgufFile file) {
    Map<String, float[]> means = new LinkedHashMap<>();
    for (String name : file.names()) {
      if (name.endsWith(SUMS)) {
        String weight = name.substring(0, name.length() - SUMS.length());
        float[] sums = floats(file, name);
        float[] counts = floats(file, weight + COUNTS);
        if (counts.length != 1) {
          throw fault(file.toString(), Names.quote(weight) + " is of a mixture of experts");
        }
        means.put(weight, divided(sums, counts[0]));
      }
    }
    return means;
  }

  private static float[] floats(GgufFile file, String name) {
    GgufEntry entry = file.entry(name);
    if (entry.type() != GgmlType.F32 || entry.shape().rows() != 1) {
      String stored = entry.type() + " " + entry.shape();
      throw fault(file.toString(), "tensor " + Names.quote(name) + " is " + stored);
    }
    float[] values = new float[entry.shape().columns()];
    entry.type().weight(entry.shape(), file.data(name)).decodeRow(0, values);
    return values;
  }

  private static float[] divided(float[] sums, float count) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = count > 0 ? sums[i] / count : 1;
    }
    return sums;
  }

  private static void requireMeans(String source, String name, float[] values) {
    for (float value : values) {
      if (!(value >= 0 && value <= Float.MAX_VALUE)) {
        throw fault(source, Names.quote(name) + " has a column of importance " + value);
      }
    }
  }

  private static PareException fault(String source, String what) {
    return new PareException(source, what, "collect the importance matrix anew");
  }

  private static ByteBuffer buffer(ByteSource bytes, long position, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.read(position, buffer);
    return buffer.flip();
  }

  /** The older form, read from front to back. */
  private static final class Older {
    private final String source;
    private final ByteSource bytes;
    private long position;

    Older(String source, ByteSource bytes) {
      this.source = source;
      this.bytes = bytes;
    }

    Map<String, float[]> read() {
      Map<String, float[]> means = new LinkedHashMap<>();
      int entries = bytes.size() < Integer.BYTES ? 0 : next(Integer.BYTES).getInt();
      if (entries < 1 || entries > bytes.size() / ENTRY_BYTES) {
        throw new PareException(
            source, "is no importance matrix", "give a file that llama-imatrix made");
      }
      for (int i = 0; i < entries; i++) {
        String name =
            StandardCharsets.UTF_8.decode(next(count("a name's bytes", MAX_NAME))).toString();
        int calls = next(Integer.BYTES).getInt();
        int columns = count("columns", (int) Math.min(Integer.MAX_VALUE, left() / Float.BYTES));
        float[] sums = new float[columns];
        next(columns * Float.BYTES).asFloatBuffer().get(sums);
        if (means.put(name, divided(sums, calls)) != null) {
          throw fault(source, Names.quote(name) + " comes twice");
        }
      }
      return means;
    }

    private long left() {
      return bytes.size() - position;
    }

    private int count(String what, int limit) {
      int count = next(Integer.BYTES).getInt();
      if (count < 1 || count > Math.min(limit, Integer.MAX_VALUE / Float.BYTES)) {
        throw fault(source, "is damaged: " + count + " " + what + " at byte " + position);
      }
      return count;
    }

    private ByteBuffer next(int length) {
      if (length > left()) {
        throw fault(source, "is truncated at byte " + bytes.size());
      }
      position += length;
      return buffer(bytes, position - length, length);
    }
  }
}
